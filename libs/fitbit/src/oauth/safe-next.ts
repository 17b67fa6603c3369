/** Stands in for the host's origin while a path is resolved; nothing is ever sent to it. */
const SOME_ORIGIN = 'http://same-origin.invalid';
const LONGEST_NEXT = 2_000;
const CONTROL_OR_BACKSLASH = /[\u0000-\u001f\u007f\\]/;

/**
 * `next` when it is a path on the host's own origin, otherwise `undefined`. Browsers read `//host`, `/\host` and paths
 * with control characters as other origins: all of them are refused.
 */
export function safeNext(next: unknown): string | undefined {
  if (typeof next !== 'string' || next.length > LONGEST_NEXT) return undefined;
  if (!next.startsWith('/') || next.startsWith('//') || CONTROL_OR_BACKSLASH.test(next)) return undefined;
  if (!URL.canParse(next, SOME_ORIGIN)) return undefined;
  const url = new URL(next, SOME_ORIGIN);
  // What is handed on is the resolved form: dot segments cannot turn it into `//host` later.
  const path = `${url.pathname}${url.search}${url.hash}`;
  return url.origin === SOME_ORIGIN && !path.startsWith('//') ? path : undefined;
}
