import type { IncomingHttpHeaders } from 'node:http';

/** What Express and Fastify requests have in common. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. Express removes the mount path here and keeps all of it in `originalUrl`. */
  readonly url: string;
  readonly originalUrl?: string;
  readonly headers: IncomingHttpHeaders;
}

/** An Express or Fastify response. Only the host's HTTP adapter uses its members. */
export type HttpResponse = object;

/** The path and query as the browser sent them. */
export function targetOf(request: HttpRequest): URL {
  const target = request.originalUrl ?? request.url;
  // Callers read only the path and the query. A target that cannot be parsed has neither.
  return URL.canParse(target, 'http://host.invalid')
    ? new URL(target, 'http://host.invalid')
    : new URL('http://host.invalid');
}

/** The path of another route with the same prefix: `/fitbit/complete/` → `/fitbit/error`. */
export function siblingPath(request: HttpRequest, name: string): string {
  const path = targetOf(request).pathname.replace(/^\/+/, '/').replace(/\/+$/, '');
  return `${path.slice(0, path.lastIndexOf('/'))}/${name}`;
}
