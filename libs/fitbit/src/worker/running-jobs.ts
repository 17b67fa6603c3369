import { Injectable } from '@nestjs/common';
import type { Job } from 'bull';
import { PostponedError } from '../queue/job.queue';

/** The jobs that run in this process, so that it can leave. */
@Injectable()
export class RunningJobs {
  /** How each of them is handed back, and its work. */
  private readonly running = new Map<() => void, Promise<unknown>>();
  private closing = false;

  /**
   * Does the work of a job.
   *
   * @throws PostponedError when the job goes back to its queue because the process leaves. What becomes of the work then
   * is nobody's concern: every job may run twice.
   */
  track<T>(job: Job<object>, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const release = () => {
        job.attemptsMade -= 1; // Bull is about to count this run
        reject(new PostponedError(0));
      };
      if (this.closing) return release();
      const done = work()
        .then(resolve, reject)
        .finally(() => this.running.delete(release));
      this.running.set(release, done);
    });
  }

  /** Bull may still bring a job after it was told to pause: from now on such a job goes back unseen. */
  close(): void {
    this.closing = true;
  }

  /** Returns when the work of all of them has ended, also while Redis is away and Bull knows nothing of it. */
  async ended(): Promise<void> {
    await Promise.all(this.running.values());
  }

  /** Hands back what still runs. */
  release(): void {
    for (const release of this.running.keys()) release();
  }
}
