import type { IncomingHttpHeaders } from 'node:http';

/** What Express and Fastify requests have in common. */
export interface HttpRequest {
  readonly method: string;
  /** With its query; Express keeps the whole of it in `originalUrl`. */
  readonly url: string;
  readonly originalUrl?: string;
  readonly headers: IncomingHttpHeaders;
}

/** An Express or Fastify response: only the host's HTTP adapter looks inside. */
export type HttpResponse = object;

/** Path and query as the browser sent them. */
export function targetOf(request: HttpRequest): URL {
  const target = request.originalUrl ?? request.url;
  // Only the path and the query are read from it; a target that does not parse has neither.
  return URL.canParse(target, 'http://host.invalid')
    ? new URL(target, 'http://host.invalid')
    : new URL('http://host.invalid');
}

/** The route beside the one that was called: `/fitbit/complete/` → `/fitbit/error`. */
export function siblingPath(request: HttpRequest, name: string): string {
  const path = targetOf(request).pathname.replace(/^\/+/, '/').replace(/\/+$/, '');
  return `${path.slice(0, path.lastIndexOf('/'))}/${name}`;
}
