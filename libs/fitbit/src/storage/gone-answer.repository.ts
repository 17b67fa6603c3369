import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { FitbitGoneAnswer } from './entities/fitbit-gone-answer.entity';
import { UserFitbit } from './entities/user-fitbit.entity';
import type { ConnectionName } from './grant-status.repository';
import { retryConflicts } from './retry-conflicts';

/** When answers of HTTP 410 count: the first one was at `since` or earlier, and there were at least so many. */
export interface GoneRule {
  readonly since: Date;
  readonly attempts: number;
}

/**
 * - `temporary`: too few, or not for long enough.
 * - `marked`: the connection was active and is now `upstream_gone`.
 * - `gone`: they count, and the connection was not active.
 */
export type GoneOutcome = 'temporary' | 'marked' | 'gone';

/**
 * Whether the configured upstream was shut down, decided by all processes together: its row counts the answers of HTTP 410
 * and is deleted by every other answer. The row is locked before rows of `fitbit_connection`.
 */
@Injectable()
export class GoneAnswerRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: Pick<ResolvedFitbitOptions, 'upstream'>,
  ) {}

  /** Counts an answer of HTTP 410 to the tokens with this `version`. */
  record(
    { id, version }: Pick<Connection, 'id' | 'version'>,
    at: Date,
    { since, attempts }: GoneRule,
  ): Promise<GoneOutcome> {
    return this.inTransaction(async (manager) => {
      const [counted] = await manager.query<{ is_gone: boolean }[]>(
        `INSERT INTO fitbit_gone_answer AS a (upstream, first_at, attempts) VALUES ($1, $2, 1)
         ON CONFLICT (upstream) DO UPDATE SET attempts = a.attempts + 1, first_at = least(a.first_at, excluded.first_at)
         RETURNING a.first_at <= $3 AND a.attempts >= $4 AS is_gone`,
        [this.options.upstream, at, since, attempts],
      );
      if (!counted?.is_gone) return 'temporary';
      const { affected } = await manager.update(
        UserFitbit,
        { id, version, state: 'active' },
        { state: 'upstream_gone' },
      );
      return affected === 1 ? 'marked' : 'gone';
    });
  }

  /**
   * Forgets the answers of HTTP 410, because the upstream gave another one, and makes connections active that were marked.
   * Call it again while it returns `limit` of them. One indexed query when there is nothing to forget.
   */
  async forget(limit: number): Promise<ConnectionName[]> {
    const { upstream } = this.options;
    if (!(await this.dataSource.getRepository(FitbitGoneAnswer).existsBy({ upstream }))) return [];
    return this.inTransaction(async (manager) => {
      await manager.query('SELECT 1 FROM fitbit_gone_answer WHERE upstream = $1 FOR UPDATE', [upstream]);
      const [restored] = await manager.query<[{ id: string; user_id: string }[], number]>(
        `UPDATE fitbit_connection SET state = 'active' WHERE id IN (
           SELECT id FROM fitbit_connection WHERE state = 'upstream_gone' AND upstream = $1
           ORDER BY user_id LIMIT $2 FOR NO KEY UPDATE
         ) RETURNING id, user_id`,
        [upstream, limit],
      );
      // Last, so that a crash between two pages leaves the row, and the rest is found.
      if (restored.length < limit) await manager.delete(FitbitGoneAnswer, { upstream });
      return restored.map(({ id, user_id: userId }) => ({ id, userId }));
    });
  }

  private inTransaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return retryConflicts(() => this.dataSource.transaction(work));
  }
}
