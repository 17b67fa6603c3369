import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, Repository } from 'typeorm';
import { latestCredible } from '../model/clock';
import type { CivilDate } from '../model/civil-date';
import type { Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { FitbitErrorCode } from '../model/error-code';
import type { FetchFailure } from '../model/progress';
import type { ResourceName } from '../model/resource';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { COVERAGE_COLUMNS, type CoverageRow, ledgerOf } from './coverage-row';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { recordFailure, resetFailures } from './fetch-failure.sql';
import { openLines, reopenDays, reopenIfDue } from './open-days.sql';
import { retryConflicts } from './retry-conflicts';

/** The parts of a planned request that identify its failure. */
export interface FailedFetch {
  readonly connectionId: string;
  readonly grantEpoch: number;
  readonly endpoint: string;
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
}

/** Why a fetch failed. */
export interface FetchFault {
  readonly code: FitbitErrorCode;
  readonly message: string;
  readonly failedAt: Date;
}

/**
 * The ledger of each connection: which days are fetched, final or announced as changed, and which fetches failed. Several
 * lines of a connection are always locked in the order of their resources, after the connection's own row.
 */
@Injectable()
export class LedgerRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Creates the missing lines of these resources. Storing an answer only moves lines that exist. Does nothing for a
   * connection that was removed.
   */
  async open(connectionId: string, resources: readonly ResourceName[]): Promise<void> {
    await retryConflicts(() => openLines(this.dataSource, { connection: connectionId, resources }));
  }

  /** All lines of a connection. */
  async read(connectionId: string): Promise<Ledger> {
    const rows = await this.dataSource.query<CoverageRow[]>(
      `SELECT ${COVERAGE_COLUMNS} FROM fitbit_coverage WHERE connection_id = $1`,
      [connectionId],
    );
    return ledgerOf(rows);
  }

  /** For each resource of the user's connection, a number that grows with every change of its stored values. */
  async readRevisions(userId: string): Promise<ReadonlyMap<ResourceName, number>> {
    const rows = await this.dataSource.query<{ resource: ResourceName; revision: number }[]>(
      `SELECT c.resource, c.revision FROM fitbit_coverage c JOIN fitbit_connection u ON u.id = c.connection_id
       WHERE u.user_id = $1 ORDER BY c.resource`,
      [userId],
    );
    return new Map(rows.map(({ resource, revision }) => [resource, revision]));
  }

  /** Makes the days of these resources from `since` on not final, so that they are read again. */
  async reopen(connectionId: string, resources: readonly ResourceName[], since: CivilDate): Promise<void> {
    await retryConflicts(() => reopenDays(this.dataSource, { connection: connectionId, resources, since }));
  }

  /**
   * Does the same for all resources, from 31 days before the last time on, unless that was done after `notSince`:
   * announcements since then may have been lost. One statement, so the turn is taken only together with the work.
   */
  async reopenDue(connectionId: string, now: Date, notSince: Date): Promise<void> {
    const latest = latestCredible(now);
    await retryConflicts(() => reopenIfDue(this.dataSource, { connection: connectionId, now, notSince, latest }));
  }

  /**
   * Adds one attempt to the failure of this window. Failures of the same endpoint inside the window are merged into it.
   *
   * @returns the number of attempts; `0`, and nothing is written, when the connection is gone or has another grant.
   */
  async recordFailure(fetch: FailedFetch, fault: FetchFault): Promise<number> {
    const [row] = await retryConflicts(() =>
      recordFailure(this.dataSource, {
        connection: fetch.connectionId,
        epoch: fetch.grantEpoch,
        endpoint: fetch.endpoint,
        ...fetch.window,
        resources: fetch.resources,
        ...fault,
      }),
    );
    return row?.attempts ?? 0;
  }

  /** Sets when a failed fetch is tried again. */
  async scheduleAttempt(
    { connectionId, endpoint, window: { from, to } }: Omit<FailedFetch, 'resources'>,
    nextAttemptAt: Date,
  ): Promise<void> {
    await this.failed.update({ connectionId, endpoint, from, to }, { nextAttemptAt });
  }

  /** The failures of a connection, the newest first. */
  listFailures(connectionId: string): Promise<FetchFailure[]> {
    return this.failed.find({ where: { connectionId }, order: { failedAt: 'DESC' } });
  }

  /** Deletes these failures. */
  async forgetFailures(connectionId: string, failures: readonly FetchFailure[]): Promise<void> {
    for (const { endpoint, from, to } of failures) await this.failed.delete({ connectionId, endpoint, from, to });
  }

  /** Sets the attempts of all failures of a connection to zero, and returns them. */
  async resetFailures(connectionId: string): Promise<FetchFailure[]> {
    await retryConflicts(() => resetFailures(this.dataSource, { connection: connectionId }));
    return this.listFailures(connectionId);
  }

  private get failed(): Repository<FitbitFetchFailure> {
    return this.dataSource.getRepository(FitbitFetchFailure);
  }
}
