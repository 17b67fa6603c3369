import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { type Connection, type ConnectionState, type ReadFrom, usableUpstream } from '../model/connection';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { UserFitbit } from './entities/user-fitbit.entity';
import { connectionsWhere } from './lock-order';
import { statement } from './statement';

/** Which connections a run renews. */
export interface RenewalSelection {
  readonly states: readonly ConnectionState[];
  /** Only those whose access token had expired by then; `undefined` selects all. */
  readonly expiredBy: Date | undefined;
  /**
   * Only those whose grant was marked as lost after `marked`, and last refused before `refused`. A grant that had reached
   * its announced end is left out.
   */
  readonly lost?: { readonly marked: Date; readonly refused: Date } | undefined;
}

/** A page of the selected connections. */
export interface RenewalPage {
  readonly connections: readonly Connection[];
  /** The cursor of the next page; `undefined` on the last one. */
  readonly next: string | undefined;
}

/** Pages through connections of the configured upstream while their tokens are renewed. */
@Injectable()
export class RenewalRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: ReadFrom,
  ) {}

  /** How many connections are selected now. */
  count(selection: RenewalSelection): Promise<number> {
    return this.select(selection).getCount();
  }

  /** Returns each connection once, even when its tokens are renewed between two pages. */
  async page(selection: RenewalSelection, limit: number, after: string | undefined): Promise<RenewalPage> {
    const query = this.select(selection).limit(limit);
    // Ordered by expiry, a renewed token moves behind `expiredBy` and is not selected again. Without that limit it would
    // be, so all tokens are ordered by id, which no renewal changes.
    if (selection.expiredBy === undefined) byId(query, after);
    else byExpiry(query, after);
    const { entities, raw } = await query.getRawAndEntities<{ cursor: string }>();
    return { connections: entities, next: entities.length < limit ? undefined : raw.at(-1)?.cursor };
  }

  /**
   * Deletes a connection whose grant is lost, without a pending revocation: a grant that was refused by mistake stays
   * valid upstream. Stored series stay.
   *
   * @returns `false` when the grant is no longer lost, or another grant took its place.
   */
  async removeLost({ id, grantEpoch }: Pick<Connection, 'id' | 'grantEpoch'>): Promise<boolean> {
    const rows = this.dataSource.getRepository(UserFitbit);
    const { affected } = await rows.delete({ id, grantEpoch, state: 'reauthorization_required' });
    return affected === 1;
  }

  /**
   * Sets times back that are after `latest`, as only a clock that was wrong can have written: tokens that were renewed and
   * grants that were refused then count as if that had been at `before`.
   */
  async setBackFuture(latest: Date, before: Date): Promise<void> {
    await setBackFuture(this.dataSource, { upstream: usableUpstream(this.options), latest, before });
  }

  private select({ states, expiredBy, lost }: RenewalSelection): SelectQueryBuilder<UserFitbit> {
    const query = this.dataSource
      .getRepository(UserFitbit)
      .createQueryBuilder('c')
      .where('c.state IN (:...states) AND c.upstream = :upstream', { states, upstream: usableUpstream(this.options) });
    if (expiredBy !== undefined) query.andWhere('c.tokenExpiresAt <= :expiredBy', { expiredBy });
    if (lost !== undefined) {
      query.andWhere('c.lostAt > :marked AND coalesce(c.refusedAt, c.lostAt) < :refused', lost);
      query.andWhere('(c.refreshTokenExpiresAt IS NULL OR c.refreshTokenExpiresAt > c.lostAt)');
    }
    return query;
  }
}

/** Each part of the condition has its index. */
const setBackFuture = statement<{ upstream: string | null; latest: Date; before: Date }, unknown>(`
  UPDATE fitbit_connection SET
    token_expires_at = CASE WHEN renewed_at > :latest THEN least(token_expires_at, :before) ELSE token_expires_at END,
    renewed_at = CASE WHEN renewed_at > :latest THEN :before ELSE renewed_at END,
    refused_at = CASE WHEN refused_at > :latest THEN :before ELSE refused_at END,
    lost_at = CASE WHEN lost_at > :latest THEN :latest ELSE lost_at END
  WHERE ${connectionsWhere(
    `upstream = :upstream AND (renewed_at > :latest AND refused_at IS NULL OR refused_at > :latest OR lost_at > :latest)`,
  )}`);

function byId(query: SelectQueryBuilder<UserFitbit>, after: string | undefined): void {
  query.addSelect('CAST(c.id AS text)', 'cursor').orderBy('c.id');
  if (after !== undefined) query.andWhere('c.id > :after', { after });
}

/** The cursor is PostgreSQL's own text of the time: a `Date` loses microseconds, and a page could begin with its predecessor. */
function byExpiry(query: SelectQueryBuilder<UserFitbit>, after: string | undefined): void {
  query.addSelect("CAST(c.tokenExpiresAt AS text) || '|' || c.id", 'cursor');
  query.orderBy('c.tokenExpiresAt').addOrderBy('c.id');
  if (after === undefined) return;
  const [expiry, id] = after.split('|');
  query.andWhere('(c.tokenExpiresAt, c.id) > (CAST(:expiry AS timestamptz), CAST(:id AS uuid))', { expiry, id });
}
