import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { ConnectionQueue } from '../connection/connection.queue';
import { HistoricalQueue } from '../sync/historical.queue';
import { UpdateQueue } from '../sync/update.queue';

/**
 * Lets a worker that leaves finish what it has begun. Before the shutdown, not in it: there the database may be closed
 * while a job still needs it, and a job that fails so is not run again.
 */
@Injectable()
export class WorkerExit implements BeforeApplicationShutdown {
  constructor(
    private readonly connections: ConnectionQueue,
    private readonly historical: HistoricalQueue,
    private readonly updates: UpdateQueue,
  ) {}

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.connections, this.historical, this.updates].map((queue) => queue.finish()));
  }
}
