import type { DataSource } from 'typeorm';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';
import { FitbitCoverage } from './entities/fitbit-coverage.entity';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { FitbitGoneAnswer } from './entities/fitbit-gone-answer.entity';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { FitbitPendingUpdate } from './entities/fitbit-pending-update.entity';
import { FitbitSuspiciousShrink } from './entities/fitbit-suspicious-shrink.entity';
import { FitbitSweep } from './entities/fitbit-sweep.entity';
import { TimeSeriesData } from './entities/time-series-data.entity';
import { UserFitbit } from './entities/user-fitbit.entity';
import { CreateFitbitTables1796000000000 } from './migrations/1796000000000-create-fitbit-tables';

/** For the host's DataSource: `entities: [...FITBIT_ENTITIES]`. */
export const FITBIT_ENTITIES = [
  UserFitbit,
  TimeSeriesData,
  FitbitCoverage,
  FitbitAuthorization,
  FitbitPendingRevocation,
  FitbitFetchFailure,
  FitbitPendingUpdate,
  FitbitSuspiciousShrink,
  FitbitSweep,
  FitbitGoneAnswer,
] as const;

/** For the host's DataSource: `migrations: [...FITBIT_MIGRATIONS]`. */
export const FITBIT_MIGRATIONS = [CreateFitbitTables1796000000000] as const;

/** Names the entities that a data source lacks and says how to add them. Empty when it has them all. */
export function missingEntities(dataSource: DataSource): string {
  const missing = FITBIT_ENTITIES.filter((entity) => !dataSource.hasMetadata(entity)).map(({ name }) => name);
  if (missing.length === 0) return '';
  return `the data source lacks ${missing.join(', ')}: add entities: [...FITBIT_ENTITIES] and migrations: [...FITBIT_MIGRATIONS] to it.`;
}
