import { setTimeout as sleep } from 'node:timers/promises';

/** Long enough for a slow Redis, short enough for somebody who waits in front of a page. */
const LIMIT_MS = 5_000;

/**
 * Bull waits for ever when Redis is away; nobody else should. What is late may still happen: jobs have ids of their own.
 *
 * @throws Error after five seconds.
 */
export async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = sleep(LIMIT_MS, undefined, { signal: done.signal, ref: false }).then(
    () => Promise.reject(new Error(`${what} took longer than ${LIMIT_MS} ms: is Redis away?`)),
    () => work,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    done.abort();
  }
}
