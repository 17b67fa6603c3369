import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { ROUTE_PREFIX } from '../options/tokens';
import { hideBody, UNPARSED_TYPE } from './unparsed-body';

/** The routes that upstreams post notifications to. */
const ROUTES = ['update', 'webhook'];

/** The part of Fastify that is used here. The package is the host's, and may be missing. */
interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: object, done: () => void) => void): void;
  addContentTypeParser(type: string, parse: (request: object, payload: object, done: Done) => void): void;
}
interface FastifyRequest {
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly routeOptions: { readonly url?: string | undefined };
}
type Done = (error: Error | null, body: object) => void;
type Next = () => void;

/**
 * Keeps the bodies of webhook requests from the host's parsers, because a body must not be parsed before its signature is
 * verified. All other requests stay as they are. It is installed while the application is being created, which is before
 * Nest and the host install parsers.
 */
@Injectable()
export class RawWebhookBodies {
  constructor(
    private readonly http: HttpAdapterHost,
    @Inject(ROUTE_PREFIX) private readonly routePrefix: string,
  ) {
    if (this.http.httpAdapter) this.install();
    // In a testing module the adapter follows; in an application without HTTP there is none.
    else this.http.init$.subscribe(() => this.install());
  }

  private install(): void {
    const adapter = this.http.httpAdapter as typeof this.http.httpAdapter | null | undefined;
    if (!adapter) return;
    if (adapter.getType() === 'fastify') this.installOnFastify(adapter.getInstance<FastifyInstance>());
    else
      adapter.use((request: IncomingMessage, _response: object, next: Next) => {
        if (request.method === 'POST' && this.isWebhook(pathOf(request.url))) hideBody(request.headers);
        next();
      });
  }

  private installOnFastify(fastify: FastifyInstance): void {
    fastify.addHook('onRequest', ({ method, headers, routeOptions }, _reply, done) => {
      if (method === 'POST' && this.isWebhook(routeOptions.url ?? '')) hideBody(headers);
      done();
    });
    fastify.addContentTypeParser(UNPARSED_TYPE, (_request, payload, done) => done(null, payload));
  }

  /**
   * A global prefix or a version may stand in front. Express ignores case and a trailing slash. Without a prefix of ours
   * the end of a path says nothing, so a host with a global prefix then needs `rawBody: true`.
   */
  private isWebhook(path: string): boolean {
    const route = normal(path);
    const prefix = normal(this.routePrefix);
    return ROUTES.some((name) => (prefix === '' ? route === `/${name}` : route.endsWith(`${prefix}/${name}`)));
  }
}

/** In lower case, with one slash in front and none at the end. */
function normal(path: string): string {
  return `/${path.toLowerCase()}`.replace(/\/+/g, '/').replace(/\/$/, '');
}

/** As Express sees it: a fragment, which no client should send, ends the path, too. */
function pathOf(target = ''): string {
  return target.split(/[?#]/, 1)[0] ?? '';
}
