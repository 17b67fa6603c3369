import { setFlagsFromString } from 'node:v8';

/** Of what is in use: how much garbage may stand beside it before it is collected, in per cent. */
const MOST_GARBAGE_PERCENT = 50;

/**
 * Keeps a process small that has more memory than it needs. On a large machine V8 lets garbage grow to several times of
 * what is in use; a limit of the heap would do the same, but end the process that once needs more.
 *
 * @see https://nodejs.org/api/v8.html#v8setflagsfromstringflags
 */
export function collectEarly(): void {
  setFlagsFromString(`--heap-growing-percent=${MOST_GARBAGE_PERCENT}`);
}
