import { type HttpRequest, targetOf } from '../host/http-exchange';

/** Where a browser starts to connect: the route `login` beside `complete`, below whatever prefixes the host has. */
export function connectUrl(callbackUrl: URL): URL {
  const url = new URL(callbackUrl);
  url.pathname = url.pathname.replace(/[^/]+\/*$/, 'login');
  url.search = '';
  return url;
}

/** The same, and back to the page that was asked for. Only a page that was read can be read again. */
export function connectUrlFrom(request: HttpRequest, callbackUrl: URL): URL {
  const url = connectUrl(callbackUrl);
  const { pathname, search } = targetOf(request);
  if (['GET', 'HEAD'].includes(request.method)) url.searchParams.set('next', pathname + search);
  return url;
}
