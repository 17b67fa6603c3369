import type { QueueOptions } from 'bull';
import { PostponedError } from '../job-queue';

/** Tells Bull not to run a job again. */
const NEVER = -1;

/**
 * Options of every queue, the same in every process.
 *
 * The settings must agree because Bull keeps one key in Redis for its check for stalled jobs: the process that checked
 * last decides when the next check is. `defaultJobOptions` and `limiter` override what the host sets for all its own
 * queues, which would end our jobs early or hold them up.
 */
export const BULL_QUEUE_OPTIONS: QueueOptions = {
  settings: {
    stalledInterval: 5_000,
    // A job that a dead worker left is taken over after this time. Workers renew their locks after half of it.
    lockDuration: 10_000,
    maxStalledCount: 10,
    backoffStrategies: {
      asPostponed: (_, error) => (error instanceof PostponedError ? error.delayMs : NEVER),
      asPostponedOrGrowing: (attempts: number, error: Error, { firstMs }: { readonly firstMs: number }) =>
        error instanceof PostponedError ? error.delayMs : (2 ** attempts - 1) * firstMs,
    },
  },
  defaultJobOptions: {},
  limiter: undefined,
};
