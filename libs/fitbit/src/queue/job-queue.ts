import { Inject } from '@nestjs/common';

/** A job to be queued. */
export interface NewJob<Data extends object> {
  /** Selects the processor. */
  readonly name: string;
  /** Identifies the work: while a job with this id waits or runs, {@link JobQueue.add} drops another one. */
  readonly id: string;
  readonly data: Data;
  /** `0`: it may run at once. */
  readonly delayMs: number;
  /** Without a policy, the first error ends the job. */
  readonly retries?: RetryPolicy;
}

/** What happens to a job whose run fails with anything but a {@link PostponedError}. */
export interface RetryPolicy {
  /** Runs in all. A postponed run counts too, unless its error says otherwise. */
  readonly attempts: number;
  /** Delay of the first retry. The delays after it are 3, 7, 15, … times as long. */
  readonly firstRetryMs: number;
}

/** A job as its processor sees it. */
export interface QueuedJob<Data extends object = object> {
  readonly id: string;
  readonly name: string;
  readonly data: Data;
  /** Earlier runs that count. */
  readonly attemptsMade: number;
  /** Runs that the job has in all; `undefined` when the queue does not limit them. */
  readonly attempts: number | undefined;
  /** Publishes how far this run has come, in percent, for dashboards of the queue. */
  reportProgress(percent: number): Promise<void>;
}

/** Ends a run of a job that is to run again. The queue keeps the job and its id, so no second job for the same work can be added. */
export class PostponedError extends Error {
  /** `false` when the run is to leave no trace in {@link QueuedJob.attemptsMade}. */
  readonly countsAsAttempt: boolean;

  constructor(
    readonly delayMs: number,
    { countsAsAttempt = true, ...options }: ErrorOptions & { readonly countsAsAttempt?: boolean } = {},
  ) {
    super(`Runs again in ${Math.ceil(delayMs / 1000)} s.`, options);
    this.countsAsAttempt = countsAsAttempt;
  }
}

/**
 * A queue of jobs that all processes share. Every job may run twice: when a process dies, another one runs its jobs
 * again. Jobs leave the queue when they succeed and when they fail for good.
 *
 * Each implementation passes the contract in `libs/fitbit/spec-support/job-queue-contract.ts`.
 */
export abstract class JobQueue<Data extends object = object> {
  /**
   * Queues jobs. A job whose id is taken is dropped; the job that has the id keeps its delay.
   *
   * @throws Error when the queue's server does not answer in time. Jobs may have been queued nevertheless.
   */
  abstract add(jobs: readonly NewJob<Data>[]): Promise<void>;

  /**
   * Resolves when the queue's server answers.
   *
   * @throws Error when it does not answer in time.
   */
  abstract ping(): Promise<void>;

  /** Starts running the jobs with a name in this process, at most `concurrency` at a time. */
  abstract process<Kind extends Data>(
    name: string,
    concurrency: number,
    run: (job: QueuedJob<Kind>) => Promise<void>,
  ): void;

  /**
   * Takes no more jobs in this process. Returns when the jobs that run in it have ended.
   *
   * @throws Error when the queue's server is away.
   */
  abstract finish(): Promise<void>;

  /** Returns to the queue the jobs that this process has taken and will not run. Call it after {@link finish}. */
  abstract release(): Promise<void>;

  /** Disconnects at once, without waiting for jobs or for the queue's server. */
  abstract abandon(): void;

  /** Removes the jobs that do not run yet and whose id begins with `idPrefix`. Returns their number. */
  abstract cancel(idPrefix: string): Promise<number>;
}

/** All job queues of the module, as `JobQueue[]`. */
export const JOB_QUEUES = Symbol('JOB_QUEUES');

export function jobQueueToken(name: string): string {
  return `JOB_QUEUE:${name}`;
}

export const InjectJobQueue = (name: string) => Inject(jobQueueToken(name));
