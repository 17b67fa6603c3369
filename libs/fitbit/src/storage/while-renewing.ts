/** How long a lease on a callback or on a pending revocation lasts after its last renewal. The lease of a dead process ends by then. */
export const LEASE_MS = 30_000;
const RENEWAL_INTERVAL_MS = LEASE_MS / 3;

/**
 * Runs `work` and renews its lease meanwhile, so that the lease lasts as long as the work, and soon ends when the process
 * dies. A renewal that fails is tried again at the next turn.
 *
 * @param everyMs - the time between two renewals
 */
export async function whileRenewing<T>(
  renew: () => Promise<unknown>,
  work: () => Promise<T>,
  everyMs = RENEWAL_INTERVAL_MS,
): Promise<T> {
  let renewing: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    renewing ??= renew()
      .catch(() => undefined)
      .finally(() => (renewing = undefined));
  }, everyMs).unref(); // the work itself keeps the process alive
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await renewing;
  }
}
