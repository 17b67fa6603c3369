import type { DataSource } from 'typeorm';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';
import { FitbitCoverage } from './entities/fitbit-coverage.entity';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { FitbitPendingUpdate } from './entities/fitbit-pending-update.entity';
import { FitbitSuspiciousShrink } from './entities/fitbit-suspicious-shrink.entity';
import { FitbitSweep } from './entities/fitbit-sweep.entity';
import { TimeSeriesData } from './entities/time-series-data.entity';
import { UserFitbit } from './entities/user-fitbit.entity';
import { CreateFitbitTables1763800000000 } from './migrations/1763800000000-create-fitbit-tables';
import { IndexTokenExpiry1764000000000 } from './migrations/1764000000000-index-token-expiry';
import { CreateInbox1764050000000 } from './migrations/1764050000000-create-inbox';
import { CreateSweeps1764060000000 } from './migrations/1764060000000-create-sweeps';
import { CheckSubscriptions1764100000000 } from './migrations/1764100000000-check-subscriptions';
import { RememberVerdicts1764200000000 } from './migrations/1764200000000-remember-verdicts';
import { ScheduleFailedFetches1764300000000 } from './migrations/1764300000000-schedule-failed-fetches';
import { CountRevisions1764600000000 } from './migrations/1764600000000-count-revisions';
import { ReopenFinalDays1764700000000 } from './migrations/1764700000000-reopen-final-days';
import { IndexRefusals1764800000000 } from './migrations/1764800000000-index-refusals';

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
] as const;

/** For the host's DataSource: `migrations: [...FITBIT_MIGRATIONS]`. */
export const FITBIT_MIGRATIONS = [
  CreateFitbitTables1763800000000,
  IndexTokenExpiry1764000000000,
  CreateInbox1764050000000,
  CreateSweeps1764060000000,
  CheckSubscriptions1764100000000,
  RememberVerdicts1764200000000,
  ScheduleFailedFetches1764300000000,
  CountRevisions1764600000000,
  ReopenFinalDays1764700000000,
  IndexRefusals1764800000000,
] as const;

/** What a data source lacks, as a sentence; empty when it has every entity. */
export function missingEntities(dataSource: DataSource): string {
  const missing = FITBIT_ENTITIES.filter((entity) => !dataSource.hasMetadata(entity)).map(({ name }) => name);
  if (missing.length === 0) return '';
  return `the data source lacks ${missing.join(', ')}: add entities: [...FITBIT_ENTITIES] and migrations: [...FITBIT_MIGRATIONS] to it.`;
}
