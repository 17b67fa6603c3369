import { Injectable, Logger } from '@nestjs/common';
import { ConnectService } from '../../connection/connect.service';
import { FitbitError } from '../../errors/fitbit.errors';
import type { Connection } from '../../model/connection';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../../options/tokens';
import { ConnectionRepository } from '../../storage/connection.repository';
import { HistoryService } from '../../sync/history.service';
import { sumOverActive } from './active-connections';
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
    private readonly history: HistoryService,
  ) {
    super();
  }

  override repair(signal: AbortSignal): Promise<number> {
    return sumOverActive(this.connections, signal, (connection) => this.reread(connection));
  }

  private async reread(connection: Connection): Promise<number> {
    const now = this.options.clock.now();
    const claim = (what: 'recent' | 'all', intervalMs: number) =>
      this.connections.claimReread(connection.id, what, now, new Date(now.getTime() - intervalMs));
    if (await claim('all', ALL_INTERVAL_MS)) {
      await this.history.reopenDue(connection);
      return this.history.rereadChanging(await this.refreshProfile(connection));
    }
    if (await claim('recent', RECENT_INTERVAL_MS)) return this.history.rereadChanging(connection, RECENT_DAYS);
    return 0;
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
