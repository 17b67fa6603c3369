import { Logger } from '@nestjs/common';
import type { Job, JobOptions, Queue } from 'bull';
import { withTimeout } from '../../redis/with-timeout';
import { JobQueue, type NewJob, PostponedError, type QueuedJob } from '../job-queue';
import { cancelJobs } from './cancel-jobs';
import { removeOrphanedJobs } from './orphaned-jobs';
import { releaseJobs } from './release-jobs';
import { addedAt, type ClockOffset, delayBySharedClock } from './shared-delays';

const ADDED_AT_ONCE = 500;
const UNLIMITED_ATTEMPTS = Number.MAX_SAFE_INTEGER;
/** Bull gives this name to jobs without one. None of ours is without; an orphaned job is. */
const NAMELESS = '__default__';

/** A {@link JobQueue} on Bull. The queue must have been created with `BULL_QUEUE_OPTIONS`. */
export class BullJobQueue<Data extends object = object> extends JobQueue<Data> {
  private readonly logger = new Logger(BullJobQueue.name);
  private processing = false;

  /** @param clock - how far this machine's clock is off. @defaultValue not at all */
  constructor(
    private readonly queue: Queue<Data>,
    private readonly clock: ClockOffset = { offsetMs: 0 },
  ) {
    super();
    ignoreNamingErrors(queue);
    delayBySharedClock(queue, clock);
  }

  override async add(jobs: readonly NewJob<Data>[]): Promise<void> {
    for (let start = 0; start < jobs.length; start += ADDED_AT_ONCE) {
      const some = jobs.slice(start, start + ADDED_AT_ONCE);
      await withTimeout(`Queueing ${some.length} jobs in ${this.queue.name}`, this.addSome(some));
    }
  }

  override async ping(): Promise<void> {
    await withTimeout(`Reaching ${this.queue.name}`, this.queue.client.ping());
  }

  /**
   * Registers the processor on this queue object only. `@Process` would also register it on a queue of the same name
   * that the host created for a dashboard, whose settings lack our back-off strategies.
   */
  override process<Kind extends Data>(
    name: string,
    concurrency: number,
    run: (job: QueuedJob<Kind>) => Promise<void>,
  ): void {
    this.discardOrphanedJobs();
    this.start(name, concurrency, (job) => runBullJob(job as unknown as Job<Kind>, run));
  }

  /** In two steps: with Redis away, Bull's `close` rejects a promise that is out of reach. */
  override async finish(): Promise<void> {
    await this.queue.pause(true, true);
    await this.queue.whenCurrentJobsFinished();
  }

  override release(): Promise<void> {
    return releaseJobs(this.queue);
  }

  override abandon(): void {
    void this.queue.close(true);
  }

  override cancel(idPrefix: string): Promise<number> {
    return cancelJobs(this.queue, idPrefix);
  }

  private async addSome(jobs: readonly NewJob<Data>[]): Promise<void> {
    const free = await removeOrphanedJobs(
      this.queue,
      jobs.map(({ id }) => id),
    );
    // Bull would drop the others too, at several times the cost.
    const added = jobs.filter(({ id }) => free.has(id));
    if (added.length === 0) return;
    await this.queue.addBulk(
      added.map((job) => ({ name: job.name, data: job.data, opts: { ...bullOptions(job), ...addedAt(this.clock) } })),
    );
  }

  /** Without a processor for their name, Bull would fail these jobs. `0` adds no slot for them. */
  private discardOrphanedJobs(): void {
    if (this.processing) return;
    this.processing = true;
    this.start(NAMELESS, 0, () => Promise.resolve());
  }

  private start(name: string, concurrency: number, run: (job: Job<Data>) => Promise<void>): void {
    this.queue.process(name, concurrency, run).catch((error: Error | undefined) => {
      if (!error) return; // the queue was closed before it was ready
      this.logger.error(
        `Jobs "${name}" of ${this.queue.name} do not run in this process until it restarts: ${error.message}`,
        error.stack,
      );
    });
  }
}

function bullOptions({ id, delayMs, retries }: NewJob<object>): JobOptions {
  return {
    jobId: id,
    delay: delayMs,
    attempts: retries?.attempts ?? UNLIMITED_ATTEMPTS,
    backoff: retries
      ? { type: 'asPostponedOrGrowing', options: { firstMs: retries.firstRetryMs } }
      : { type: 'asPostponed' },
    stackTraceLimit: 1,
    removeOnComplete: true,
    removeOnFail: true,
  };
}

async function runBullJob<Data extends object>(
  job: Job<Data>,
  run: (job: QueuedJob<Data>) => Promise<void>,
): Promise<void> {
  const { id, name, data, attemptsMade } = job;
  const attempts = job.opts.attempts === UNLIMITED_ATTEMPTS ? undefined : job.opts.attempts;
  const reportProgress = (percent: number) => job.progress(percent);
  try {
    await run({ id: String(id), name, data, attemptsMade, attempts, reportProgress });
  } catch (error) {
    if (error instanceof PostponedError && !error.countsAsAttempt) job.attemptsMade -= 1; // Bull is about to add one
    throw error;
  }
}

/**
 * Bull names its Redis connection when a processor is registered, and awaits the answer nowhere. When the process exits
 * at that moment, or Redis is away, the rejection is unhandled and ends Node.js. Nothing depends on the name.
 */
function ignoreNamingErrors(queue: object): void {
  const named = queue as { setWorkerName(): Promise<void> };
  const setName = named.setWorkerName.bind(queue);
  named.setWorkerName = () => setName().catch(() => undefined);
}
