import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { removeConnection } from './remove-connection';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';
import { FitbitCoverage } from './entities/fitbit-coverage.entity';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { FitbitPendingUpdate } from './entities/fitbit-pending-update.entity';
import { FitbitSuspiciousShrink } from './entities/fitbit-suspicious-shrink.entity';
import { TimeSeriesData } from './entities/time-series-data.entity';

/** How many rows of a user were deleted, by what they were. */
export interface ErasedRows {
  readonly connections: number;
  readonly dataPoints: number;
  readonly ledgerLines: number;
  readonly fetchFailures: number;
  readonly suspiciousShrinks: number;
  /** Notifications that waited in the inbox. */
  readonly pendingUpdates: number;
  readonly authorizations: number;
}

export interface Erasure {
  readonly rows: ErasedRows;
  /** What was erased beside the rows may be found by it; `undefined` when the user was not connected. */
  readonly connectionId: string | undefined;
  /** The sealed grant that waits for its revocation, and nothing else of the user. */
  readonly revocationId: string | undefined;
}

@Injectable()
export class ErasureRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** In one transaction, and after every answer that is being stored: none is stored later. */
  erase(userId: string, now: Date): Promise<Erasure> {
    return this.dataSource.transaction(async (manager) => {
      const removed = await removeConnection(manager, userId, now, (connectionId) => countLines(manager, connectionId));
      const authorizations = await manager.delete(FitbitAuthorization, { userId });
      const points = await manager.delete(TimeSeriesData, { userId });
      return {
        connectionId: removed?.revocation.connectionId,
        revocationId: removed?.revocation.id,
        rows: {
          connections: removed ? 1 : 0,
          dataPoints: points.affected ?? 0,
          authorizations: authorizations.affected ?? 0,
          ...(removed?.found ?? { ledgerLines: 0, fetchFailures: 0, suspiciousShrinks: 0, pendingUpdates: 0 }),
        },
      };
    });
  }
}

/** What leaves with the connection's row. */
async function countLines(manager: EntityManager, connectionId: string) {
  return {
    ledgerLines: await manager.countBy(FitbitCoverage, { connectionId }),
    fetchFailures: await manager.countBy(FitbitFetchFailure, { connectionId }),
    suspiciousShrinks: await manager.countBy(FitbitSuspiciousShrink, { connectionId }),
    pendingUpdates: await manager.countBy(FitbitPendingUpdate, { connectionId }),
  };
}
