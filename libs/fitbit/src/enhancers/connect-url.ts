import { type HttpRequest, targetOf } from '../host/http-exchange';

/** The URL of the route `login`, which has the same prefix as `complete`, including any prefix of the host. */
export function connectUrl(callbackUrl: URL): URL {
  const url = new URL(callbackUrl);
  url.pathname = url.pathname.replace(/[^/]+\/*$/, 'login');
  url.search = '';
  return url;
}

/** The same URL, with the requested page as `next`. Other methods than GET and HEAD cannot be repeated by a redirect. */
export function connectUrlFrom(request: HttpRequest, callbackUrl: URL): URL {
  const url = connectUrl(callbackUrl);
  const { pathname, search } = targetOf(request);
  if (['GET', 'HEAD'].includes(request.method)) url.searchParams.set('next', pathname + search);
  return url;
}
