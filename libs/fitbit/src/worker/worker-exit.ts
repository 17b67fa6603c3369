import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ConnectionQueue } from '../queue/connection.queue';
import { HistoricalQueue } from '../queue/historical.queue';
import type { JobQueue } from '../queue/job.queue';
import { UpdateQueue } from '../queue/update.queue';
import { RunningJobs } from './running-jobs';
import { SweepService } from './sweeps/sweep.service';

/** Containers have ten seconds to end, or more, before they are killed; most fetches take less than one. */
const PATIENCE_MS = 5_000;
/** For Redis to take jobs back; where it does not, others find them when their locks run out. */
const REDIS_MS = 2_000;

/**
 * Lets a worker that leaves finish what it has begun and hand back what takes too long. It begins with the first of
 * Nest's hooks and ends before the last one, in which a host closes its database.
 */
@Injectable()
export class WorkerExit implements OnModuleDestroy, BeforeApplicationShutdown {
  private readonly queues: readonly JobQueue[];
  private finished: Promise<void> | undefined;

  constructor(
    connections: ConnectionQueue,
    historical: HistoricalQueue,
    updates: UpdateQueue,
    private readonly jobs: RunningJobs,
    private readonly sweeps: SweepService,
  ) {
    this.queues = [connections, historical, updates];
  }

  onModuleDestroy(): void {
    this.finished = this.finishWork();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.finished;
  }

  private async finishWork(): Promise<void> {
    this.jobs.close();
    const jobs = Promise.allSettled(this.queues.map((queue) => queue.finish()));
    await settledIn(PATIENCE_MS, [this.sweeps.finish(), jobs, this.jobs.ended()]);
    this.jobs.release();
    const handedBack = jobs.then(() => Promise.allSettled(this.queues.map((queue) => queue.release())));
    if (await settledIn(REDIS_MS, [handedBack])) return;
    for (const queue of this.queues) queue.abandon();
  }
}

/** Returns when all work has ended, or after so long: then `false`. */
async function settledIn(limitMs: number, work: readonly Promise<unknown>[]): Promise<boolean> {
  const done = new AbortController();
  const late = sleep(limitMs, false, { signal: done.signal }).catch(() => true);
  const inTime = await Promise.race([Promise.allSettled(work).then(() => true), late]);
  done.abort();
  return inTime;
}
