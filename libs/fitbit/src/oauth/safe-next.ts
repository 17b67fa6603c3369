/** Stands in for the host's origin while a path is resolved; nothing is ever sent to it. */
const SOME_ORIGIN = 'http://same-origin.invalid';
const LONGEST_NEXT = 2_000;
/** Whoever stands between may decode a path once more than it should; deeper than this is no path but an attempt. */
const DEEPEST_ENCODING = 3;
const CONTROL_OR_BACKSLASH = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\\]/;

/**
 * `next` when it is a path on the host's own origin, otherwise `undefined`. Browsers read `//host`, `/\host` and paths
 * with control characters as other origins: all of them are refused, also behind percent-encoding and as the
 * full-width and other forms that Unicode calls compatible.
 */
export function safeNext(next: unknown): string | undefined {
  if (typeof next !== 'string' || next.length > LONGEST_NEXT || !isPath(next)) return undefined;
  if (!URL.canParse(next, SOME_ORIGIN)) return undefined;
  const url = new URL(next, SOME_ORIGIN);
  // What is handed on is the resolved form: dot segments cannot turn it into `//host` later.
  const path = `${url.pathname}${url.search}${url.hash}`;
  return url.origin === SOME_ORIGIN && isPath(path) && staysPath(url.pathname) ? path : undefined;
}

function isPath(text: string): boolean {
  return text.startsWith('/') && !text.startsWith('//') && !CONTROL_OR_BACKSLASH.test(text);
}

/** The path is one however often it is decoded. What stands in the query is data and may be anything. */
function staysPath(path: string): boolean {
  let text = path;
  for (let depth = 0; depth < DEEPEST_ENCODING; depth++) {
    const decoded = decode(text);
    if (decoded === undefined || !isPath(decoded.normalize('NFKC'))) return false;
    if (decoded === text) return true;
    text = decoded;
  }
  return false;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
