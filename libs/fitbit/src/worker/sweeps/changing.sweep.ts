import { Injectable, Logger } from '@nestjs/common';
import { ConnectService } from '../../connection/connect.service';
import { FitbitError } from '../../errors/fitbit.errors';
import type { Connection } from '../../model/connection';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../../options/tokens';
import { HistoricalQueue } from '../../queue/historical.queue';
import { ConnectionRepository } from '../../storage/connection.repository';
import { DueRepository } from '../../storage/due.repository';
import { HistoryService } from '../../sync/history.service';
import { sumOverDue } from './due-connections';
import { Sweep } from './sweep';

const HOUR_MS = 3_600_000;
/** How often today and yesterday are read again, the days that are most likely to change. */
const RECENT_INTERVAL_MS = 3 * HOUR_MS;
const RECENT_DAYS = 2;
/**
 * How often all changing days are read again. The profile is read before: its time zone decides what a day is, and its
 * last sync which days are over.
 */
const ALL_INTERVAL_MS = 24 * HOUR_MS;

/** Reads days again that have an answer which may still change. Each connection is claimed by one process. */
@Injectable()
export class ChangingSweep extends Sweep {
  override readonly name = 'changing';
  private readonly logger = new Logger(ChangingSweep.name);

  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly connecting: ConnectService,
    private readonly connections: ConnectionRepository,
    private readonly due: DueRepository,
    private readonly history: HistoryService,
    private readonly queue: HistoricalQueue,
  ) {
    super();
  }

  override async repair(signal: AbortSignal): Promise<number> {
    const all = await this.sweep('all', ALL_INTERVAL_MS, signal, async (connection) => {
      await this.history.reopenDue(connection);
      return this.history.rereadChanging(await this.refreshProfile(connection));
    });
    const recent = await this.sweep('recent', RECENT_INTERVAL_MS, signal, (connection) =>
      this.history.rereadChanging(connection, RECENT_DAYS),
    );
    return all + recent;
  }

  private async sweep(
    what: 'recent' | 'all',
    intervalMs: number,
    signal: AbortSignal,
    reread: (connection: Connection) => Promise<number>,
  ): Promise<number> {
    const now = this.options.clock.now();
    const by = new Date(now.getTime() - intervalMs);
    await this.due.setBackFuture(what, by, now);
    const work = async ({ connection }: { readonly connection: Connection }) =>
      (await this.due.claimReread(connection.id, what, now, by)) ? reread(connection) : 0;
    return sumOverDue(this.due, this.queue, what, { by, signal, work });
  }

  /** When the profile cannot be read, the stored one is used. */
  private async refreshProfile(connection: Connection): Promise<Connection> {
    try {
      await this.connecting.refreshProfile(connection);
    } catch (error) {
      if (!(error instanceof FitbitError)) throw error;
      this.logger.warn(
        `The profile of connection ${connection.id} could not be read; days are read with the stored one: ${error.message}`,
      );
    }
    return (await this.connections.findById(connection.id)) ?? connection;
  }
}
