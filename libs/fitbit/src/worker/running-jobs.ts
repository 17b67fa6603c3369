import { Injectable } from '@nestjs/common';
import { PostponedError } from '../queue/job-queue';

/** The jobs that run in this process, so that a process that shuts down can release them. */
@Injectable()
export class RunningJobs {
  /** The work of each job, by the function that releases the job. */
  private readonly running = new Map<() => void, Promise<unknown>>();
  private closing = false;

  /**
   * Does the work of a job.
   *
   * @throws PostponedError when the job is released because the process shuts down. The work may still go on: every job
   * may run twice.
   */
  track<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const release = () => reject(new PostponedError(0, { countsAsAttempt: false }));
      if (this.closing) return release();
      const done = work()
        .then(resolve, reject)
        .finally(() => this.running.delete(release));
      this.running.set(release, done);
    });
  }

  /** Releases every further job before its work begins. A queue may deliver some after it was told to stop. */
  close(): void {
    this.closing = true;
  }

  /** Returns when the work of all jobs has ended. Unlike the queues, it does not need Redis for that. */
  async ended(): Promise<void> {
    await Promise.all(this.running.values());
  }

  /** Releases the jobs that still run. */
  release(): void {
    for (const release of this.running.keys()) release();
  }
}
