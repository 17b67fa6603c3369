import { JobQueue, type NewJob, PostponedError, type QueuedJob } from '../src/queue/job-queue';

interface Entry<Data extends object> {
  readonly job: NewJob<Data>;
  readonly owner: InMemoryJobQueue<Data> | undefined;
  /** Set by the timer of its delay: the clock may say that a timer fired a moment early. */
  readonly isDue: boolean;
  readonly attemptsMade: number;
}

/** What the processes share: for a queue on Bull, Redis. */
export class InMemoryJobs<Data extends object = object> {
  /** By id, in the order in which they run. */
  readonly entries = new Map<string, Entry<Data>>();
  private readonly queues = new Set<InMemoryJobQueue<Data>>();

  join(queue: InMemoryJobQueue<Data>): void {
    this.queues.add(queue);
  }

  /** Puts a job at the end. Queues look again when it is due. */
  put(job: NewJob<Data>, delayMs: number, attemptsMade: number): void {
    this.entries.delete(job.id);
    const entry = { job, owner: undefined, isDue: delayMs <= 0, attemptsMade };
    this.entries.set(job.id, entry);
    const runWhenDue = () => {
      entry.isDue = true;
      this.wakeQueues();
    };
    if (delayMs > 0) setTimeout(runWhenDue, delayMs).unref();
    else queueMicrotask(runWhenDue);
  }

  wakeQueues(): void {
    for (const queue of this.queues) queue.takeJobs();
  }
}

interface Processor<Data extends object> {
  readonly concurrency: number;
  readonly run: (job: QueuedJob<Data>) => Promise<void>;
  running: number;
}

/** A {@link JobQueue} for unit tests, in the memory of one process. Passes the same contract as the one on Bull. */
export class InMemoryJobQueue<Data extends object = object> extends JobQueue<Data> {
  private readonly processors = new Map<string, Processor<Data>>();
  private readonly running = new Set<Promise<void>>();
  private finished = false;

  constructor(private readonly jobs = new InMemoryJobs<Data>()) {
    super();
    jobs.join(this);
  }

  override add(jobs: readonly NewJob<Data>[]): Promise<void> {
    for (const job of jobs) if (!this.jobs.entries.has(job.id)) this.jobs.put(job, job.delayMs, 0);
    return Promise.resolve();
  }

  override ping(): Promise<void> {
    return Promise.resolve();
  }

  override process<Kind extends Data>(
    name: string,
    concurrency: number,
    run: (job: QueuedJob<Kind>) => Promise<void>,
  ): void {
    this.processors.set(name, { concurrency, run: run as unknown as Processor<Data>['run'], running: 0 });
    queueMicrotask(() => this.takeJobs());
  }

  override async finish(): Promise<void> {
    this.finished = true;
    await Promise.all(this.running);
  }

  override release(): Promise<void> {
    for (const { job, owner, attemptsMade } of [...this.jobs.entries.values()]) {
      if (owner === this) this.jobs.put(job, 0, attemptsMade);
    }
    return Promise.resolve();
  }

  override abandon(): void {
    this.finished = true;
    void this.release();
  }

  override cancel(idPrefix: string): Promise<number> {
    const cancelled = [...this.jobs.entries].filter(([id, { owner }]) => !owner && id.startsWith(idPrefix));
    for (const [id] of cancelled) this.jobs.entries.delete(id);
    return Promise.resolve(cancelled.length);
  }

  /** Runs the jobs that are due and for which there is room. */
  takeJobs(): void {
    for (const [id, entry] of this.jobs.entries) {
      const processor = this.processors.get(entry.job.name);
      if (this.finished || !processor || processor.running >= processor.concurrency) continue;
      if (entry.owner || !entry.isDue) continue;
      const taken = { ...entry, owner: this };
      this.jobs.entries.set(id, taken);
      processor.running += 1;
      const run = this.run(taken, processor).finally(() => {
        processor.running -= 1;
        this.running.delete(run);
        this.takeJobs();
      });
      this.running.add(run);
    }
  }

  private async run(entry: Entry<Data>, { run }: Processor<Data>): Promise<void> {
    const { job, attemptsMade } = entry;
    const { id, name, data, retries } = job;
    const isOurs = () => this.jobs.entries.get(id) === entry;
    try {
      const reportProgress = () => Promise.resolve();
      await run({ id, name, data: structuredClone(data), attemptsMade, attempts: retries?.attempts, reportProgress });
      if (isOurs()) this.jobs.entries.delete(id);
    } catch (error) {
      if (!isOurs()) return;
      const made = attemptsMade + (error instanceof PostponedError && !error.countsAsAttempt ? 0 : 1);
      const delayMs = nextDelayMs(job, made, error);
      if (delayMs === undefined) this.jobs.entries.delete(id);
      else this.jobs.put(job, delayMs, made);
    }
  }
}

/** `undefined`: the job has failed for good. */
function nextDelayMs({ retries }: NewJob<object>, attemptsMade: number, error: unknown): number | undefined {
  if (retries && attemptsMade >= retries.attempts) return undefined;
  if (error instanceof PostponedError) return error.delayMs;
  return retries && (2 ** attemptsMade - 1) * retries.firstRetryMs;
}
