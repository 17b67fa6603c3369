/** Long enough for a slow Redis, short enough for a user who waits for a page. */
const LIMIT_MS = 5_000;

/**
 * Bull waits forever while Redis is away; its callers must not. Work that times out may still complete later, which is
 * harmless because jobs have ids of their own.
 *
 * @param what - begins the error's message
 * @throws Error after five seconds.
 */
export async function withTimeout<T>(what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  // Clearing a timer is free. An AbortSignal would create an error with a stack for every call.
  const late = new Promise<never>((_, reject) => {
    const tooLate = () => reject(new Error(`${what} took longer than ${LIMIT_MS} ms. Is Redis away?`));
    timer = setTimeout(tooLate, LIMIT_MS).unref();
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
