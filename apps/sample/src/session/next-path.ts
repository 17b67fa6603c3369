/** The path to go to after signing in: only one of this site, for any query. @defaultValue `/` */
export function nextPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/')) return '/';
  const own = 'http://own.invalid';
  const url = URL.canParse(given, own) ? new URL(given, own) : undefined;
  if (url?.origin !== own) return '/';
  const path = `${url.pathname}${url.search}`;
  return path.startsWith('//') || LOGOUT.test(decoded(url.pathname)) ? '/' : path;
}

/** Signing in must not disconnect: the address may come from a link of another site. Routes ignore case. */
const LOGOUT = /\/logout[/.]*$/i;
const MOST_DECODINGS = 3;

function decoded(path: string): string {
  let text = path;
  try {
    for (let count = 0; count < MOST_DECODINGS; count++) text = decodeURIComponent(text);
  } catch {
    // a text that is not encoded again
  }
  return text;
}
