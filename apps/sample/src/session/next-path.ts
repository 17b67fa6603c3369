/** The path to go to after signing in: only one of this site, for any query. @defaultValue `/` */
export function nextPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/')) return '/';
  const own = 'http://own.invalid';
  const url = URL.canParse(given, own) ? new URL(given, own) : undefined;
  if (url?.origin !== own) return '/';
  const path = `${url.pathname}${url.search}`;
  return path.startsWith('//') ? '/' : path;
}
