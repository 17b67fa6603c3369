import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, Not } from 'typeorm';
import type { Connection, ConnectionState } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { UserFitbit } from './entities/user-fitbit.entity';

/** When refusals are no longer the users' own: so many, and more than renewals, in that time or, of very many, lately. */
export interface MassFailureRule {
  readonly since: Date;
  readonly atLeast: number;
}

export interface Refusal {
  readonly at: Date;
  /** `undefined`: it counts neither as one of a crowd nor for the others. */
  readonly massFailureRule: MassFailureRule | undefined;
  /** Judge the grant lost, unless it is one of a crowd. */
  readonly markLost: boolean;
}

/**
 * `lost`: judged, now or earlier. `noted`: refused and not judged. `overtaken`: the tokens are others by now.
 * `mass_failure`: one of many; what was judged since then is taken back.
 */
export type RefusalOutcome =
  | { readonly kind: 'lost' | 'noted' | 'overtaken' }
  | { readonly kind: 'mass_failure'; readonly restored: readonly ConnectionName[] };

export type ConnectionName = Pick<Connection, 'id' | 'userId'>;

/** Any number that nobody else in the database locks. */
const GRANT_STATUS_LOCK = 7_239_182_736_455_118;
/** Of more refusals than these only the latest are compared, with the renewals since the first of them. */
const MOST_COMPARED = 1_000;
/** Grants that were judged earlier and are tried again say nothing about now. */
const REFUSED = "refused_at >= $1 AND (state = 'active' OR lost_at >= $1)";
const RENEWED = 'renewed_at >= $1 AND refused_at IS NULL';

/** Which grants the configured upstream refuses: all processes see the same, and judge one after the other. */
@Injectable()
export class GrantStatusRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: Pick<ResolvedFitbitOptions, 'upstream'>,
  ) {}

  /** Only for the tokens that `connection` was read with. */
  recordRefusal(
    { id, version }: Pick<Connection, 'id' | 'version'>,
    { at, massFailureRule, markLost }: Refusal,
  ): Promise<RefusalOutcome> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [GRANT_STATUS_LOCK]);
      const { affected } = await manager.update(
        UserFitbit,
        { id, version },
        { refusedAt: massFailureRule ? at : () => 'refused_at' },
      );
      if (affected === 0) return { kind: 'overtaken' };
      const row = await manager.findOneByOrFail(UserFitbit, { id });
      if (row.state !== 'active') return { kind: 'lost' };
      if (massFailureRule && (await this.isMassFailure(manager, massFailureRule))) {
        return { kind: 'mass_failure', restored: await this.restore(manager, massFailureRule.since) };
      }
      if (!markLost) return { kind: 'noted' };
      await manager.update(UserFitbit, { id, version }, { state: 'reauthorization_required', lostAt: at });
      return { kind: 'lost' };
    });
  }

  /** Makes the grants active again that were refused and judged since then. */
  restoreSince(since: Date): Promise<ConnectionName[]> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [GRANT_STATUS_LOCK]);
      return this.restore(manager, since);
    });
  }

  /** `true` when the state is another than before. Only for the grant that `connection` was read with. */
  async markGone({ id, grantEpoch }: Pick<Connection, 'id' | 'grantEpoch'>): Promise<boolean> {
    const state: ConnectionState = 'upstream_gone';
    const rows = this.dataSource.getRepository(UserFitbit);
    const { affected } = await rows.update({ id, grantEpoch, state: Not(state) }, { state });
    return affected === 1;
  }

  /** All other refusals wait for this one meanwhile: it compares two thousand rows at most. */
  private async isMassFailure(manager: EntityManager, { since, atLeast }: MassFailureRule): Promise<boolean> {
    const [refusals] = await manager.query<{ count: number; first: Date }[]>(
      `SELECT count(*)::int, min(refused_at) AS first FROM (
         SELECT refused_at FROM fitbit_connection WHERE ${REFUSED} AND upstream = $2 ORDER BY refused_at DESC LIMIT $3
       ) latest`,
      [since, this.options.upstream, MOST_COMPARED],
    );
    if (!refusals || refusals.count < atLeast) return false;
    const [renewals] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::int FROM (
         SELECT 1 FROM fitbit_connection WHERE ${RENEWED} AND upstream = $2 LIMIT $3
       ) some_of_them`,
      [refusals.count < MOST_COMPARED ? since : refusals.first, this.options.upstream, refusals.count],
    );
    return renewals !== undefined && renewals.count < refusals.count;
  }

  private async restore(manager: EntityManager, since: Date): Promise<ConnectionName[]> {
    const [rows] = await manager.query<[{ id: string; user_id: string }[], number]>(
      `UPDATE fitbit_connection SET state = 'active', lost_at = NULL
       WHERE state = 'reauthorization_required' AND lost_at >= $1 AND refused_at >= $1 AND upstream = $2
       RETURNING id, user_id`,
      [since, this.options.upstream],
    );
    return rows.map(({ id, user_id: userId }) => ({ id, userId }));
  }
}
