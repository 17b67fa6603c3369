import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { durableTransaction } from './durable-transaction';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';
import { FitbitCoverage } from './entities/fitbit-coverage.entity';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { FitbitPendingUpdate } from './entities/fitbit-pending-update.entity';
import { FitbitSuspiciousShrink } from './entities/fitbit-suspicious-shrink.entity';
import { TimeSeriesData } from './entities/time-series-data.entity';
import { removeConnection } from './remove-connection';

/** How many rows of a user were deleted, by kind. */
export interface ErasedRows {
  readonly connections: number;
  readonly dataPoints: number;
  readonly ledgerLines: number;
  readonly fetchFailures: number;
  readonly suspiciousShrinks: number;
  /** Rows of the inbox. */
  readonly pendingUpdates: number;
  readonly authorizations: number;
}

/** What {@link ErasureRepository.erase} did. */
export interface Erasure {
  readonly rows: ErasedRows;
  /** The id of the removed connection, to find queued work by; `undefined` when the user was not connected. */
  readonly connectionId: string | undefined;
  /** The id of the pending revocation: the sealed grant is all that is left of the user. */
  readonly revocationId: string | undefined;
}

/** Deletes everything of a user. */
@Injectable()
export class ErasureRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Removes the connection with its ledger, inbox and failures, the series and the unfinished authorizations, in one
   * transaction whose commit is on disk before this resolves. It waits for a grant and for an answer that are being stored,
   * and removes both; later ones find no authorization and no connection, and store nothing. The grant is kept as a pending
   * revocation, which does not name the user, and neither do those of earlier disconnects.
   */
  erase(userId: string, now: Date): Promise<Erasure> {
    return durableTransaction(this.dataSource, async (manager) => {
      // Before the connection: a grant that is being stored holds its authorization's row until it is committed.
      const authorizations = await manager.delete(FitbitAuthorization, { userId });
      const removed = await removeConnection(manager, userId, now, (connectionId) => countLines(manager, connectionId));
      const points = await manager.delete(TimeSeriesData, { userId });
      await manager.update(FitbitPendingRevocation, { userId }, { userId: null });
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

/** The rows that are deleted together with the connection, by their foreign keys. */
async function countLines(manager: EntityManager, connectionId: string) {
  return {
    ledgerLines: await manager.countBy(FitbitCoverage, { connectionId }),
    fetchFailures: await manager.countBy(FitbitFetchFailure, { connectionId }),
    suspiciousShrinks: await manager.countBy(FitbitSuspiciousShrink, { connectionId }),
    pendingUpdates: await manager.countBy(FitbitPendingUpdate, { connectionId }),
  };
}
