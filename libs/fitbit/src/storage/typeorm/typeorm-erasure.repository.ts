import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../../options/tokens';
import { type Erasure, ErasureRepository } from '../erasure.repository';
import { departIn } from './depart';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';
import { FitbitCoverage } from './entities/fitbit-coverage.entity';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { FitbitPendingUpdate } from './entities/fitbit-pending-update.entity';
import { FitbitSuspectAnswer } from './entities/fitbit-suspect-answer.entity';
import { TimeSeriesData } from './entities/time-series-data.entity';

@Injectable()
export class TypeOrmErasureRepository extends ErasureRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {
    super();
  }

  override erase(userId: string, now: Date): Promise<Erasure> {
    return this.dataSource.transaction(async (manager) => {
      const departed = await departIn(manager, userId, now, (connectionId) => countLines(manager, connectionId));
      const authorizations = await manager.delete(FitbitAuthorization, { userId });
      const points = await manager.delete(TimeSeriesData, { userId });
      return {
        connectionId: departed?.departure.connectionId,
        departureId: departed?.departure.id,
        rows: {
          connections: departed ? 1 : 0,
          dataPoints: points.affected ?? 0,
          authorizations: authorizations.affected ?? 0,
          ...(departed?.found ?? { ledgerLines: 0, fetchFailures: 0, suspectAnswers: 0, pendingUpdates: 0 }),
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
    suspectAnswers: await manager.countBy(FitbitSuspectAnswer, { connectionId }),
    pendingUpdates: await manager.countBy(FitbitPendingUpdate, { connectionId }),
  };
}
