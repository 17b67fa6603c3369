import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, Repository } from 'typeorm';
import type { CivilDate } from '../model/civil-date';
import { type Coverage, EMPTY_COVERAGE, type Ledger } from '../model/coverage';
import type { FetchFailure } from '../model/progress';
import type { ResourceName } from '../model/resource';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { COVERAGE_COLUMNS, coverageOf, type CoverageRow, ledgerOf } from './coverage-row';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { REOPEN, REOPEN_DUE } from './reopen.sql';
import type { DateRange } from '../model/date-range';
import type { FitbitErrorCode } from '../model/error-code';

/** A planned request, as far as the failure list needs to know it. */
export interface FailedFetch {
  readonly connectionId: string;
  readonly grantEpoch: number;
  readonly endpoint: string;
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
}

export interface FetchFault {
  readonly code: FitbitErrorCode;
  readonly message: string;
  readonly failedAt: Date;
}

/** What was asked, what was answered and what went wrong, per connection. */
@Injectable()
export class LedgerRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Makes sure that a line exists for each resource: windows are stored by moving lines, never by making them. */
  async open(connectionId: string, resources: readonly ResourceName[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO fitbit_coverage (connection_id, resource)
       SELECT id, r FROM fitbit_connection, unnest($2::text[]) r WHERE id = $1
       ON CONFLICT DO NOTHING`,
      [connectionId, resources],
    );
  }

  async read(connectionId: string): Promise<Ledger> {
    const rows = await this.dataSource.query<CoverageRow[]>(
      `SELECT ${COVERAGE_COLUMNS} FROM fitbit_coverage WHERE connection_id = $1`,
      [connectionId],
    );
    return ledgerOf(rows);
  }

  async coverage(connectionId: string, resource: ResourceName): Promise<Coverage> {
    const rows = await this.dataSource.query<CoverageRow[]>(
      `SELECT ${COVERAGE_COLUMNS} FROM fitbit_coverage WHERE connection_id = $1 AND resource = $2`,
      [connectionId, resource],
    );
    return rows[0] ? coverageOf(rows[0]) : EMPTY_COVERAGE;
  }

  /** For each resource of a user's connection a number that grows whenever its stored values become others. */
  async revisions(userId: string): Promise<ReadonlyMap<ResourceName, number>> {
    const rows = await this.dataSource.query<{ resource: ResourceName; revision: number }[]>(
      `SELECT c.resource, c.revision FROM fitbit_coverage c JOIN fitbit_connection u ON u.id = c.connection_id
       WHERE u.user_id = $1 ORDER BY c.resource`,
      [userId],
    );
    return new Map(rows.map(({ resource, revision }) => [resource, revision]));
  }

  /** Days of these resources from `since` on are final no more: they will be read once again. */
  async reopen(connectionId: string, resources: readonly ResourceName[], since: CivilDate): Promise<void> {
    await this.dataSource.query(REOPEN, [connectionId, resources, since]);
  }

  /**
   * The same for all resources, unless it was done after `notSince`: from 30 days before the last time on, because nobody knows
   * which announcements came since.
   */
  async reopenDue(connectionId: string, now: Date, notSince: Date): Promise<void> {
    await this.dataSource.query(REOPEN_DUE, [connectionId, now, notSince]);
  }

  /**
   * Adds one attempt and returns their number. Failures of the same read inside the window are one with it from then on.
   * For a connection that is gone, or has another grant by now, nothing is written: `0`.
   */
  async recordFailure(fetch: FailedFetch, fault: FetchFault): Promise<number> {
    const { connectionId, grantEpoch, endpoint, resources, window } = fetch;
    const [row] = await this.dataSource.query<{ attempts: number }[]>(
      `WITH current AS (
         SELECT id FROM fitbit_connection WHERE id = $1 AND grant_epoch = $9 FOR SHARE
       ), inside AS (
         DELETE FROM fitbit_fetch_failure USING current
         WHERE connection_id = current.id AND endpoint = $2 AND from_date >= $3 AND to_date <= $4
           AND (from_date, to_date) <> ($3::date, $4::date)
         RETURNING attempts
       )
       INSERT INTO fitbit_fetch_failure AS f
         (connection_id, endpoint, from_date, to_date, resources, attempts, code, message, failed_at, next_attempt_at)
       SELECT id, $2, $3, $4, $8, 1 + coalesce((SELECT max(attempts) FROM inside), 0), $5, $6, $7, $7
       FROM current
       ON CONFLICT (connection_id, endpoint, from_date, to_date) DO UPDATE
         SET resources = $8, attempts = greatest(f.attempts + 1, excluded.attempts), code = $5, message = $6,
             failed_at = $7, next_attempt_at = $7
       RETURNING attempts`,
      [
        connectionId,
        endpoint,
        window.from,
        window.to,
        fault.code,
        fault.message,
        fault.failedAt,
        resources,
        grantEpoch,
      ],
    );
    return row?.attempts ?? 0;
  }

  /** When a failed fetch is tried again. */
  async scheduleAttempt(
    { connectionId, endpoint, window: { from, to } }: Omit<FailedFetch, 'resources'>,
    nextAttemptAt: Date,
  ): Promise<void> {
    await this.failed.update({ connectionId, endpoint, from, to }, { nextAttemptAt });
  }

  failures(connectionId: string): Promise<FetchFailure[]> {
    return this.failed.find({ where: { connectionId }, order: { failedAt: 'DESC' } });
  }

  async forgetFailures(connectionId: string, failures: readonly FetchFailure[]): Promise<void> {
    for (const { endpoint, from, to } of failures) await this.failed.delete({ connectionId, endpoint, from, to });
  }

  /** Starts the count of a connection's attempts again, and returns its failures. */
  async resetFailures(connectionId: string): Promise<FetchFailure[]> {
    await this.failed.update({ connectionId }, { attempts: 0 });
    return this.failures(connectionId);
  }

  private get failed(): Repository<FitbitFetchFailure> {
    return this.dataSource.getRepository(FitbitFetchFailure);
  }
}
