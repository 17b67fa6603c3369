/** Stands for the host's origin while a path is resolved. Nothing is ever sent to it. */
const SOME_ORIGIN = 'http://same-origin.invalid';
const MAX_NEXT_LENGTH = 2_000;
/** A proxy may decode a path once too often. A path that is encoded more often than this is treated as an attack. */
const MAX_ENCODING_DEPTH = 3;
const CONTROL_OR_BACKSLASH = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\\]/;

/**
 * Returns `next` when it is a path on the host's own origin, otherwise `undefined`. Browsers read `//host`, `/\host` and
 * paths with control characters as other origins. They are refused, even when percent-encoded or written with
 * characters that Unicode calls compatible, such as full-width ones.
 */
export function safeNext(next: unknown): string | undefined {
  if (typeof next !== 'string' || next.length > MAX_NEXT_LENGTH || !isPath(next)) return undefined;
  if (!URL.canParse(next, SOME_ORIGIN)) return undefined;
  const url = new URL(next, SOME_ORIGIN);
  // Return the resolved path, so that dot segments cannot turn it into `//host` later.
  const path = `${url.pathname}${url.search}${url.hash}`;
  return url.origin === SOME_ORIGIN && isPath(path) && staysPath(url.pathname) ? path : undefined;
}

function isPath(text: string): boolean {
  return text.startsWith('/') && !text.startsWith('//') && !CONTROL_OR_BACKSLASH.test(text);
}

/** Whether the path remains a path after every decoding. The query is data and is not checked. */
function staysPath(path: string): boolean {
  let text = path;
  for (let depth = 0; depth < MAX_ENCODING_DEPTH; depth++) {
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
