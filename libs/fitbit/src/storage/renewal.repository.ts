import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import type { Connection } from '../model/connection';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { UserFitbit } from './entities/user-fitbit.entity';
import type { ConnectionState } from '../model/connection';

/** Whose tokens a run renews. */
export interface RenewalSelection {
  readonly state: ConnectionState;
  /** Only access tokens that had expired by then; `undefined`: all. */
  readonly expiredBy: Date | undefined;
  /** Only grants that were judged lost after `judged`, and refused for the last time before `refused`. */
  readonly lost?: { readonly judged: Date; readonly refused: Date } | undefined;
}

export interface RenewalPage {
  readonly connections: readonly Connection[];
  /** Leads to the page behind this one; `undefined` behind the last. */
  readonly next: string | undefined;
}

/** Walks through connections of the configured upstream while their tokens change. */
@Injectable()
export class RenewalRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: Pick<ResolvedFitbitOptions, 'upstream'>,
  ) {}

  count(selection: RenewalSelection): Promise<number> {
    return this.select(selection).getCount();
  }

  /** Each connection once: whatever is renewed meanwhile comes no second time. */
  async page(selection: RenewalSelection, limit: number, after: string | undefined): Promise<RenewalPage> {
    const query = this.select(selection).limit(limit);
    // A renewed token leaves the first order at its end, beyond `expiredBy`. Among all tokens it would come round
    // again; there the order is one that no renewal changes.
    if (selection.expiredBy === undefined) byId(query, after);
    else byExpiry(query, after);
    const { entities, raw } = await query.getRawAndEntities<{ cursor: string }>();
    return { connections: entities, next: entities.length < limit ? undefined : raw.at(-1)?.cursor };
  }

  /**
   * Removes a connection whose grant is lost; `false` when it is not lost any more, or another grant took its place.
   * Nothing waits for a revocation: there is nothing left to revoke, and a grant that was refused by mistake stays
   * alive at the upstream. Stored series stay.
   */
  async removeLost({ id, grantEpoch }: Pick<Connection, 'id' | 'grantEpoch'>): Promise<boolean> {
    const rows = this.dataSource.getRepository(UserFitbit);
    const { affected } = await rows.delete({ id, grantEpoch, state: 'reauthorization_required' });
    return affected === 1;
  }

  private select({ state, expiredBy, lost }: RenewalSelection): SelectQueryBuilder<UserFitbit> {
    const query = this.dataSource
      .getRepository(UserFitbit)
      .createQueryBuilder('c')
      .where('c.state = :state AND c.upstream = :upstream', { state, upstream: this.options.upstream });
    if (expiredBy !== undefined) query.andWhere('c.tokenExpiresAt <= :expiredBy', { expiredBy });
    if (lost !== undefined) query.andWhere('c.lostAt > :judged AND c.refusedAt < :refused', lost);
    return query;
  }
}

function byId(query: SelectQueryBuilder<UserFitbit>, after: string | undefined): void {
  query.addSelect('CAST(c.id AS text)', 'cursor').orderBy('c.id');
  if (after !== undefined) query.andWhere('c.id > :after', { after });
}

/** The cursor is the database's own text: a `Date` would lose microseconds, and a page could begin with itself. */
function byExpiry(query: SelectQueryBuilder<UserFitbit>, after: string | undefined): void {
  query.addSelect("CAST(c.tokenExpiresAt AS text) || '|' || c.id", 'cursor');
  query.orderBy('c.tokenExpiresAt').addOrderBy('c.id');
  if (after === undefined) return;
  const [expiry, id] = after.split('|');
  query.andWhere('(c.tokenExpiresAt, c.id) > (CAST(:expiry AS timestamptz), CAST(:id AS uuid))', { expiry, id });
}
