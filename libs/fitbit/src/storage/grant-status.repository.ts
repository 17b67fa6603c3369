import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { latestCredible } from '../model/clock';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { UserFitbit } from './entities/user-fitbit.entity';
import { connectionsWhere } from './lock-order';
import { retryConflicts } from './retry-conflicts';

/** When refusals count as a mass failure: at least so many since then, and more of them than renewals. */
export interface MassFailureRule {
  readonly since: Date;
  readonly atLeast: number;
}

/** A refresh that the upstream refused. */
export interface Refusal {
  readonly at: Date;
  /** `undefined` when the refusal neither counts towards a mass failure nor is exempted by one. */
  readonly massFailureRule: MassFailureRule | undefined;
  /** Mark the grant as lost, unless this is a mass failure. */
  readonly markLost: boolean;
}

/**
 * - `lost`: the grant is marked as lost, now or earlier.
 * - `noted`: the refusal is recorded and the grant stays as it was.
 * - `overtaken`: the tokens were replaced meanwhile; nothing was written.
 * - `mass_failure`: many grants are refused at once; those that were marked as lost since then are active again.
 */
export type RefusalOutcome =
  | { readonly kind: 'lost' | 'noted' | 'overtaken' }
  | { readonly kind: 'mass_failure'; readonly restored: readonly ConnectionName[] };

/** Identifies a connection in events and logs. */
export type ConnectionName = Pick<Connection, 'id' | 'userId'>;

/** The key of an advisory lock; an arbitrary number that must differ from the host's own. */
const GRANT_STATUS_LOCK = 7_239_182_736_455_118;
/** Of more refusals than this only the latest are compared, with the renewals since the earliest of those. */
const MOST_COMPARED = 1_000;
/** A grant that was lost before and is tried again says nothing about the present. */
const REFUSED = "refused_at BETWEEN $1 AND $4 AND (state = 'active' OR lost_at >= $1)";
const LOST =
  "state IN ('reauthorization_required', 'revoked') AND lost_at >= $1 AND refused_at >= $1 AND upstream = $2";
const RENEWED = 'renewed_at BETWEEN $1 AND $4 AND refused_at IS NULL';

/**
 * Which grants the configured upstream refuses. A transaction-level advisory lock makes all processes decide one after the
 * other, so each sees the refusals and the statuses of those before. It is taken before any row lock.
 */
@Injectable()
export class GrantStatusRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: Pick<ResolvedFitbitOptions, 'upstream'>,
  ) {}

  /**
   * Records a refusal of the tokens with this `version`, and decides in the same transaction what it says about the grant.
   */
  recordRefusal(
    { id, version }: Pick<Connection, 'id' | 'version'>,
    { at, massFailureRule, markLost }: Refusal,
  ): Promise<RefusalOutcome> {
    return this.inTransaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [GRANT_STATUS_LOCK]);
      const { affected } = await manager.update(
        UserFitbit,
        { id, version },
        { refusedAt: massFailureRule ? at : () => 'refused_at' },
      );
      if (affected === 0) return { kind: 'overtaken' };
      const row = await manager.findOneByOrFail(UserFitbit, { id });
      if (row.state !== 'active') return { kind: 'lost' };
      if (massFailureRule && (await this.isMassFailure(manager, massFailureRule, latestCredible(at)))) {
        return { kind: 'mass_failure', restored: await this.restore(manager, massFailureRule.since) };
      }
      if (!markLost) return { kind: 'noted' };
      await manager.update(UserFitbit, { id, version }, { state: 'reauthorization_required', lostAt: at });
      return { kind: 'lost' };
    });
  }

  /** Makes the grants active again that were refused and marked as lost since then. Takes the advisory lock. */
  restoreSince(since: Date): Promise<ConnectionName[]> {
    return this.inTransaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [GRANT_STATUS_LOCK]);
      return this.restore(manager, since);
    });
  }

  private inTransaction<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return retryConflicts(() => this.dataSource.transaction(work));
  }

  /**
   * Runs under the advisory lock, so it reads two thousand rows at most. Times after `latest` are from a clock that was
   * wrong, and would count for as long as it was ahead.
   */
  private async isMassFailure(
    manager: EntityManager,
    { since, atLeast }: MassFailureRule,
    latest: Date,
  ): Promise<boolean> {
    const [refusals] = await manager.query<{ count: number; first: Date }[]>(
      `SELECT count(*)::int, min(refused_at) AS first FROM (
         SELECT refused_at FROM fitbit_connection WHERE ${REFUSED} AND upstream = $2 ORDER BY refused_at DESC LIMIT $3
       ) latest`,
      [since, this.options.upstream, MOST_COMPARED, latest],
    );
    if (!refusals || refusals.count < atLeast) return false;
    const [renewals] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::int FROM (
         SELECT 1 FROM fitbit_connection WHERE ${RENEWED} AND upstream = $2 LIMIT $3
       ) some_renewals`,
      [refusals.count < MOST_COMPARED ? since : refusals.first, this.options.upstream, refusals.count, latest],
    );
    return renewals !== undefined && renewals.count < refusals.count;
  }

  private async restore(manager: EntityManager, since: Date): Promise<ConnectionName[]> {
    const [rows] = await manager.query<[{ id: string; user_id: string }[], number]>(
      `UPDATE fitbit_connection SET state = 'active', lost_at = NULL
       WHERE ${connectionsWhere(LOST)}
       RETURNING id, user_id`,
      [since, this.options.upstream],
    );
    return rows.map(({ id, user_id: userId }) => ({ id, userId }));
  }
}
