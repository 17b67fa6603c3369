import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { ConnectionQueue } from '../connection/connection.queue';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { ConnectionRepository } from '../storage/connection.repository';
import { HistoryService } from '../sync/history.service';

const PAGE = 100;
const SWEEP_INTERVAL_MS = 10 * 60_000;
/** How often days are read again that may still change. */
const REREAD_INTERVAL_MS = 3 * 3_600_000;

/**
 * Queues what Postgres says is missing: Redis may have lost jobs, fetches may have failed too often, a day may have
 * begun. Safe when every process runs it: a fetch that is queued already is dropped, and one process claims a re-read.
 */
@Injectable()
export class SweepService implements OnApplicationBootstrap {
  private readonly logger = new Logger(SweepService.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connections: ConnectionRepository,
    private readonly history: HistoryService,
    private readonly queue: ConnectionQueue,
  ) {}

  onApplicationBootstrap(): Promise<void> {
    return this.sweep();
  }

  /** Never throws: a worker starts also when Redis is away, and works as soon as Redis is back. */
  @Interval(SWEEP_INTERVAL_MS)
  async sweep(): Promise<void> {
    try {
      const departures = await this.connections.departures();
      for (const { id } of departures) await this.queue.depart(id);
      const fetches = this.options.subscribe ? await this.sweepConnections() : 0;
      if (fetches + departures.length > 0)
        this.logger.log(`Queued ${fetches} fetches and ${departures.length} departures.`);
    } catch (error) {
      this.logger.error(`The sweep broke off: ${(error as Error).message}`, (error as Error).stack);
    }
  }

  private async sweepConnections(): Promise<number> {
    let fetches = 0;
    let page = await this.connections.page({ limit: PAGE });
    while (page.length > 0) {
      for (const connection of page) {
        if (connection.state === 'active') fetches += await this.sweepConnection(connection);
      }
      page = await this.connections.page({ limit: PAGE, afterUserId: page.at(-1)?.userId });
    }
    return fetches;
  }

  private async sweepConnection(connection: Connection): Promise<number> {
    const fetches = await this.history.fillHoles(connection, 0);
    const now = this.options.clock.now();
    const notSince = new Date(now.getTime() - REREAD_INTERVAL_MS);
    const due = await this.connections.claimReread(connection.id, now, notSince);
    return fetches + (due ? await this.history.rereadChanging(connection) : 0);
  }
}
