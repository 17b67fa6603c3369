/** Long enough for a slow Redis, short enough for somebody who waits in front of a page. */
const LIMIT_MS = 5_000;

/**
 * Bull waits for ever when Redis is away; nobody else should. What is late may still happen: jobs have ids of their own.
 *
 * @throws Error after five seconds.
 */
export async function withTimeout<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  // A timer that is cleared costs nothing; an aborted one makes an error, with its stack, for every answer.
  const late = new Promise<never>((_, reject) => {
    const tooLate = () => reject(new Error(`${what} took longer than ${LIMIT_MS} ms: is Redis away?`));
    timer = setTimeout(tooLate, LIMIT_MS).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
