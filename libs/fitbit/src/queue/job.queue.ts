import { Logger } from '@nestjs/common';
import type { Job, Queue, QueueOptions } from 'bull';
import { cancelJobs } from './cancel-jobs';
import { releaseJobs } from './release-jobs';

/** Ends a run of a job that is to run again: Bull keeps the job and its id, so that the same work is never twice there. */
export class PostponedError extends Error {
  constructor(
    readonly delayMs: number,
    options?: ErrorOptions,
  ) {
    super(`Runs again in ${Math.ceil(delayMs / 1000)} s.`, options);
  }
}

/** Bull's word for "do not run it again". */
const NEVER = -1;

/**
 * Of every queue and in every process. Settings: Bull keeps one key in Redis for the look at what a dead worker left
 * behind, and whoever looks last decides when the next one is. The others are there to be empty: what the host wants for
 * all its own queues would end our jobs early, or hold them up.
 */
export const QUEUE_OPTIONS: QueueOptions = {
  settings: {
    stalledInterval: 5_000,
    // So long a job rests that a worker took and left behind; locks are renewed at half of it.
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

/** What all queues have in common. */
export abstract class JobQueue<Data extends object = object> {
  protected constructor(protected readonly queue: Queue<Data>) {
    nameQuietly(queue);
  }

  /**
   * Begins to run the jobs of a name in this process. `@Process` would do so on any queue of that name that Nest finds,
   * also on one that the host registered to look at it: with settings of its own, and without our back-off.
   */
  process<Kind extends Data>(name: string, concurrency: number, run: (job: Job<Kind>) => Promise<void>): void {
    const running = this.queue.process(name, concurrency, (job) => run(job as unknown as Job<Kind>));
    running.catch((error: Error) => new Logger(JobQueue.name).error(error.message, error.stack));
  }

  /**
   * Takes no more jobs in this process; returns when those that it has are done. In two steps, because with Redis away
   * Bull's one step fails where nobody catches it.
   *
   * @throws Error when Redis is away.
   */
  async finish(): Promise<void> {
    await this.queue.pause(true, true);
    await this.queue.whenCurrentJobsFinished();
  }

  /** Lets other processes have what this one took from Redis and will not run any more. Call it after {@link finish}. */
  release(): Promise<void> {
    return releaseJobs(this.queue);
  }

  /** Hangs up. Bull's own way to close waits for jobs, and these for Redis, which may be away. */
  abandon(): void {
    void this.queue.close(true);
  }

  /** Drops what waits for a connection; what runs is fenced. Returns how many jobs there were. */
  cancel(connectionId: string): Promise<number> {
    return cancelJobs(this.queue, `${connectionId}|`);
  }
}

/**
 * Bull names the connection of a worker, and waits for nobody: when the process leaves in that moment, or Redis is away,
 * the name fails where no one catches it, and Node.js ends the process. Nothing depends on the name.
 */
function nameQuietly(queue: Queue): void {
  const named = queue as Queue & { setWorkerName(): Promise<void> };
  const setName = named.setWorkerName.bind(queue);
  named.setWorkerName = () => setName().catch(() => undefined);
}
