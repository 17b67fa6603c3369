import { Logger } from '@nestjs/common';
import type { HistoricalQueue } from '../../queue/historical.queue';
import { runInParallel } from '../../tokens/run-in-parallel';
import type { DueConnection, DueKind, DueRepository } from '../../storage/due.repository';

const PAGE = 100;
/** Most of the time goes into waiting for Postgres and Redis. A few leave the pool's other connections to the jobs. */
const AT_ONCE = 4;
const logger = new Logger('DueConnections');

/** How due connections are worked through. */
export interface DueWork {
  /** Those that are due at this time. */
  readonly by: Date;
  /** Stops soon after it aborts. */
  readonly signal: AbortSignal;
  /** Does the work on one connection, and returns how much there was. */
  readonly work: (due: DueConnection) => Promise<number>;
  /** Runs after `work` has failed. @defaultValue does nothing */
  readonly onFailure?: ((due: DueConnection) => Promise<void>) | undefined;
}

/**
 * Works through the due connections and returns the sum of the results. Keeps one page in memory. A connection that fails
 * is logged and left to a later sweep: however many of them fail, they hold up no other. Only when Redis or Postgres is
 * away, the sweep ends.
 */
export async function sumOverDue(
  due: Pick<DueRepository, 'list'>,
  queue: Pick<HistoricalQueue, 'ping'>,
  kind: DueKind,
  { by, signal, work, onFailure }: DueWork,
): Promise<number> {
  let sum = 0;
  let page = await due.list(kind, { by, limit: PAGE });
  while (page.length > 0) {
    await runInParallel(page, AT_ONCE, async (one) => {
      if (signal.aborted) return;
      try {
        const found = await work(one);
        sum += found; // not in one expression: it would read the sum before the wait, and lose what others add
      } catch (error) {
        if (signal.aborted) throw error;
        await queue.ping();
        await onFailure?.(one);
        logger.error(
          `Connection ${one.connection.id} could not be swept and is left to the next sweep: ${(error as Error).message}`,
          (error as Error).stack,
        );
      }
    });
    if (signal.aborted) break;
    page = await due.list(kind, { by, limit: PAGE, after: page.at(-1) });
  }
  return sum;
}
