import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { type Coverage, EMPTY_COVERAGE, type Ledger } from '../../model/coverage';
import type { FetchFailure } from '../../model/progress';
import type { ResourceName } from '../../model/resource';
import { FITBIT_DATA_SOURCE } from '../../options/tokens';
import { type FailedFetch, type FetchFault, LedgerRepository } from '../ledger.repository';
import { COVERAGE_COLUMNS, coverageOf, type CoverageRow, ledgerOf } from './coverage-row';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';

@Injectable()
export class TypeOrmLedgerRepository extends LedgerRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {
    super();
  }

  override async open(connectionId: string, resources: readonly ResourceName[]): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO fitbit_coverage (connection_id, resource)
       SELECT id, r FROM user_fitbit, unnest($2::text[]) r WHERE id = $1
       ON CONFLICT DO NOTHING`,
      [connectionId, resources],
    );
  }

  override async read(connectionId: string): Promise<Ledger> {
    const rows = await this.dataSource.query<CoverageRow[]>(
      `SELECT ${COVERAGE_COLUMNS} FROM fitbit_coverage WHERE connection_id = $1`,
      [connectionId],
    );
    return ledgerOf(rows);
  }

  override async coverage(connectionId: string, resource: ResourceName): Promise<Coverage> {
    const rows = await this.dataSource.query<CoverageRow[]>(
      `SELECT ${COVERAGE_COLUMNS} FROM fitbit_coverage WHERE connection_id = $1 AND resource = $2`,
      [connectionId, resource],
    );
    return rows[0] ? coverageOf(rows[0]) : EMPTY_COVERAGE;
  }

  override async recordFailure({ connectionId, read, window }: FailedFetch, fault: FetchFault): Promise<number> {
    const [row] = await this.dataSource.query<{ attempts: number }[]>(
      `INSERT INTO fitbit_fetch_failure AS f
         (connection_id, read, from_date, to_date, attempts, code, message, failed_at)
       SELECT id, $2, $3, $4, 1, $5, $6, $7 FROM user_fitbit WHERE id = $1
       ON CONFLICT (connection_id, read, from_date, to_date) DO UPDATE
         SET attempts = f.attempts + 1, code = $5, message = $6, failed_at = $7
       RETURNING attempts`,
      [connectionId, read, window.from, window.to, fault.code, fault.message, fault.failedAt],
    );
    return row?.attempts ?? 0;
  }

  override failures(connectionId: string): Promise<FetchFailure[]> {
    return this.dataSource
      .getRepository(FitbitFetchFailure)
      .find({ where: { connectionId }, order: { failedAt: 'DESC' } });
  }
}
