import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ConnectionQueue } from '../connection/connection.queue';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { HistoryService } from '../sync/history.service';

const PAGE = 100;

/**
 * When a worker starts it queues what Postgres says is missing: Redis may have lost the jobs. Fetches that are queued
 * already stay as they are.
 */
@Injectable()
export class ResumeService implements OnApplicationBootstrap {
  private readonly logger = new Logger(ResumeService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly history: HistoryService,
    private readonly queue: ConnectionQueue,
  ) {}

  /** A worker starts also when Redis is away: it works as soon as Redis is back. */
  async onApplicationBootstrap(): Promise<void> {
    await this.resume().catch((error: Error) => this.logger.error(error.message, error.stack));
  }

  private async resume(): Promise<void> {
    const departures = await this.connections.departures();
    for (const { id } of departures) await this.queue.depart(id);
    const fetches = this.options.subscribe ? await this.fillHoles() : 0;
    if (fetches + departures.length > 0) {
      this.logger.log(`${fetches} fetches and ${departures.length} departures were waiting; they are queued.`);
    }
  }

  private async fillHoles(): Promise<number> {
    let fetches = 0;
    let page = await this.connections.page({ limit: PAGE });
    while (page.length > 0) {
      for (const connection of page) {
        if (connection.state === 'active') fetches += await this.history.fillHoles(connection, 0);
      }
      page = await this.connections.page({ limit: PAGE, afterUserId: page.at(-1)?.userId });
    }
    return fetches;
  }
}
