import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, type EntityManager, LessThanOrEqual, QueryFailedError } from 'typeorm';
import { AuthorizationRefusedError } from '../errors/fitbit.errors';
import { type Connection, type ConnectionState, seenFrom } from '../model/connection';
import type { DateRange } from '../model/date-range';
import type { UpstreamProfile } from '../model/grant';
import type { PendingRevocation } from '../model/pending-revocation';
import type { ResourceName } from '../model/resource';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { connectionOf, type ConnectionRow } from './connection-row';
import { removeConnection } from './remove-connection';
import { FitbitCoverage } from './entities/fitbit-coverage.entity';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { FitbitPendingUpdate } from './entities/fitbit-pending-update.entity';
import { FitbitSuspiciousShrink } from './entities/fitbit-suspicious-shrink.entity';
import { TimeSeriesData } from './entities/time-series-data.entity';
import { UserFitbit } from './entities/user-fitbit.entity';
import type { UpstreamAccount } from '../model/grant';
import type { UpstreamName } from '../model/upstream-name';

/** A new grant, to be stored with its connection. */
export interface NewGrant {
  readonly userId: string;
  readonly upstream: UpstreamName;
  readonly account: UpstreamAccount;
  readonly profile: UpstreamProfile;
  readonly scopes: readonly string[];
  readonly tokenExpiresAt: Date;
  /** Set when the upstream limits the refresh token too. */
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly connectedAt: Date;
  /** Whether the user's stored series stay when this is another account than before. @defaultValue `'keep'` */
  readonly onAccountChange?: 'keep' | 'replace' | undefined;
  /** Seals the tokens for the row that will hold them: the row's id is their additional data. */
  readonly seal: (connectionId: string) => string;
}

export interface NewTokens {
  readonly sealedTokens: string;
  readonly tokenExpiresAt: Date;
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly renewedAt: Date;
  readonly scopes: readonly string[];
}

export interface BeforeFetch {
  readonly connection: Connection;
  /** The resources that have an answer for every day of the window, none of which was announced as changed since. */
  readonly covered: readonly ResourceName[];
  /** How many announcements of changes there have been: see {@link WindowAnswer.knownChanges}. */
  readonly knownChanges: ReadonlyMap<ResourceName, number>;
}

export interface ConnectionPage {
  /** The last user id of the page before. */
  readonly afterUserId?: string | undefined;
  readonly limit: number;
}

const UNIQUE_VIOLATION = '23505';

function isUniqueViolation(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === UNIQUE_VIOLATION;
}

/** Connections are returned as {@link seenFrom} has them. */
@Injectable()
export class ConnectionRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: Pick<ResolvedFitbitOptions, 'upstream'>,
  ) {}

  private get rows() {
    return this.dataSource.getRepository(UserFitbit);
  }

  private get revocations() {
    return this.dataSource.getRepository(FitbitPendingRevocation);
  }

  async findByUser(userId: string): Promise<Connection | undefined> {
    return this.seen(await this.rows.findOneBy({ userId }));
  }

  async findById(connectionId: string): Promise<Connection | undefined> {
    return this.seen(await this.rows.findOneBy({ id: connectionId }));
  }

  private seen(row: UserFitbit | null): Connection | undefined {
    return row ? seenFrom(this.options.upstream, row) : undefined;
  }

  /** One look before a fetch: the connection, and what its ledger says of the window. */
  async findForFetch(
    connectionId: string,
    resources: readonly ResourceName[],
    { from, to }: DateRange,
  ): Promise<BeforeFetch | undefined> {
    const [row] = await this.dataSource.query<(ConnectionRow & FetchLines)[]>(
      `SELECT u.*, u.member_since::text, lines.* FROM fitbit_connection u, LATERAL (
         SELECT coalesce(array_agg(c.resource::text), '{}') AS resources,
           coalesce(array_agg(c.changes), '{}') AS changes,
           coalesce(array_agg(c.fetched @> days AND NOT c.changed && days), '{}') AS covered
         FROM fitbit_coverage c, daterange($3, $4, '[]') days
         WHERE c.connection_id = u.id AND c.resource = ANY($2)
       ) lines WHERE u.id = $1`,
      [connectionId, resources, from, to],
    );
    return row && beforeFetch(row, seenFrom(this.options.upstream, connectionOf(row)));
  }

  /** Ordered by user id. */
  async page({ afterUserId, limit }: ConnectionPage): Promise<Connection[]> {
    const query = this.rows.createQueryBuilder('c').orderBy('c.userId').limit(limit);
    if (afterUserId !== undefined) query.where('c.userId > :afterUserId', { afterUserId });
    return (await query.getMany()).map((row) => seenFrom(this.options.upstream, row));
  }

  /**
   * Stores the grant: a new row, or the user's row with a new epoch. Failures of the older grant's fetches are forgotten.
   * Another account than before empties the ledger, and with `onAccountChange: 'replace'` the series; departures of this account that wait for their revocation are
   * cancelled.
   *
   * @throws AuthorizationRefusedError `account_taken` when the account belongs to another user; nothing is stored.
   */
  async connect(grant: NewGrant): Promise<Connection> {
    const attempt = () => this.durably((manager) => this.store(manager, grant));
    try {
      return await attempt();
    } catch (error) {
      // Two connects at once: the second attempt sees the row of the first and judges it.
      if (isUniqueViolation(error)) return attempt();
      throw error;
    }
  }

  private async store(manager: EntityManager, grant: NewGrant): Promise<Connection> {
    const { account, profile, userId } = grant;
    const ids = [account.upstreamUserId, ...(account.legacyUserId === undefined ? [] : [account.legacyUserId])];
    const owners = await manager
      .createQueryBuilder(UserFitbit, 'c')
      .setLock('pessimistic_write')
      .where('c.userId = :userId OR c.upstreamUserId IN (:...ids) OR c.legacyUserId IN (:...ids)', { userId, ids })
      .orderBy('c.userId')
      .getMany();
    if (owners.some((owner) => owner.userId !== userId)) throw new AuthorizationRefusedError('account_taken');

    const before = owners.at(0);
    const id = before?.id ?? randomUUID();
    const sameAccount =
      before !== undefined && ids.some((name) => [before.upstreamUserId, before.legacyUserId].includes(name));
    if (before && !sameAccount) {
      await manager.delete(FitbitCoverage, { connectionId: id });
      await manager.delete(FitbitPendingUpdate, { connectionId: id });
      await manager.delete(FitbitSuspiciousShrink, { connectionId: id });
      if (grant.onAccountChange === 'replace') await manager.delete(TimeSeriesData, { userId });
    }
    await manager.delete(FitbitFetchFailure, { connectionId: id }); // what an older grant could not read this one may
    await manager.delete(FitbitPendingRevocation, { upstreamUserId: account.upstreamUserId });
    return manager.save(
      manager.create(UserFitbit, {
        id,
        userId,
        upstream: grant.upstream,
        upstreamUserId: account.upstreamUserId,
        legacyUserId: account.legacyUserId ?? null,
        state: 'active',
        grantEpoch: (before?.grantEpoch ?? 0) + 1,
        version: (before?.version ?? 0) + 1,
        sealedTokens: grant.seal(id),
        tokenExpiresAt: grant.tokenExpiresAt,
        refreshTokenExpiresAt: grant.refreshTokenExpiresAt ?? null,
        renewedAt: null,
        refusedAt: null,
        lostAt: null,
        refreshLeaseUntil: null,
        scopes: [...grant.scopes],
        ...columnsOf(profile, sameAccount ? before : undefined),
        connectedAt: grant.connectedAt,
        rereadAt: grant.connectedAt,
        subscriptionsCheckedAt: null, // subscriptions end with the grant
        rereadAllAt: grant.connectedAt,
        reopenedAt: sameAccount ? (before.reopenedAt ?? before.connectedAt) : grant.connectedAt, // between two grants nobody announces anything
      }),
    );
  }

  /**
   * Writes nothing and returns `false` when the row has another version: somebody else replaced the tokens. Tokens that
   * were renewed take back the verdict that the grant was lost.
   */
  replaceTokens({ id, version }: Pick<Connection, 'id' | 'version'>, tokens: NewTokens): Promise<boolean> {
    return this.durably(async (manager) => {
      const { affected } = await manager.update(
        UserFitbit,
        { id, version },
        {
          ...tokens,
          refreshTokenExpiresAt: tokens.refreshTokenExpiresAt ?? null,
          scopes: [...tokens.scopes],
          version: version + 1,
          refreshLeaseUntil: null,
          refusedAt: null,
          lostAt: null,
          state: () => "CASE state WHEN 'reauthorization_required' THEN 'active' ELSE state END",
        },
      );
      return affected === 1;
    });
  }

  /** Tokens are on disk before anybody uses them, also on a server that otherwise does not wait for that. */
  private durably<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query('SET LOCAL synchronous_commit = on');
      return work(manager);
    });
  }

  /** `true` for the one caller that may refresh now; the lease ends by itself. */
  async leaseRefresh({ id, version }: Pick<Connection, 'id' | 'version'>, leaseMs: number): Promise<boolean> {
    // The database's own clock: leases are compared across processes.
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set({ refreshLeaseUntil: () => "now() + :leaseMs * interval '1 millisecond'" })
      .where('id = :id AND version = :version AND (refresh_lease_until IS NULL OR refresh_lease_until < now())')
      .setParameters({ id, version, leaseMs })
      .execute();
    return affected === 1;
  }

  async releaseRefresh({ id, version }: Pick<Connection, 'id' | 'version'>): Promise<void> {
    await this.rows.update({ id, version }, { refreshLeaseUntil: null });
  }

  /** Only for the grant that `connection` was read with: a newer one keeps its state. */
  async setState({ id, grantEpoch }: Pick<Connection, 'id' | 'grantEpoch'>, state: ConnectionState): Promise<void> {
    await this.rows.update({ id, grantEpoch }, { state });
  }

  /**
   * `true` for the one caller that may read changing days again, the most recent or all of them: nobody did since
   * `notSince`. Who reads all reads the recent ones too.
   */
  async claimReread(id: string, what: 'recent' | 'all', now: Date, notSince: Date): Promise<boolean> {
    const due = LessThanOrEqual(notSince);
    const { affected } =
      what === 'all'
        ? await this.rows.update({ id, rereadAllAt: due }, { rereadAllAt: now, rereadAt: now })
        : await this.rows.update({ id, rereadAt: due }, { rereadAt: now });
    return affected === 1;
  }

  /** Only for the grant that the profile was read with: it may be that of another account. */
  async updateProfile(
    { id, grantEpoch }: Pick<Connection, 'id' | 'grantEpoch'>,
    profile: UpstreamProfile,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const row = await manager.findOne(UserFitbit, {
        where: { id, grantEpoch },
        lock: { mode: 'pessimistic_write' },
      });
      if (row) await manager.save(Object.assign(row, columnsOf(profile, row)));
    });
  }

  /** Removes the row and keeps its sealed grant as a departure, in one transaction. Stored series stay. */
  disconnect(userId: string, now: Date): Promise<PendingRevocation | undefined> {
    return this.durably(async (manager) => {
      const removed = await removeConnection(manager, userId, now, () => Promise.resolve());
      return removed?.revocation;
    });
  }

  /** Takes a departure for `holdMs`; `undefined` when it is gone, or somebody else holds it. */
  async leaseRevocation(id: string, holdMs: number): Promise<PendingRevocation | undefined> {
    return (await this.hold({ id }, holdMs)) > 0
      ? ((await this.revocations.findOneBy({ id })) ?? undefined)
      : undefined;
  }

  hasRevocation(id: string): Promise<boolean> {
    return this.revocations.existsBy({ id });
  }

  /** Takes every departure of an account; `false` while somebody else holds one. */
  async leaseAllOfAccount(upstreamUserId: string, holdMs: number): Promise<boolean> {
    const held = await this.hold({ upstreamUserId }, holdMs);
    return held === (await this.revocations.countBy({ upstreamUserId }));
  }

  async releaseRevocation(id: string): Promise<void> {
    await this.revocations.update({ id }, { heldUntil: null });
  }

  async releaseAllOfAccount(upstreamUserId: string): Promise<void> {
    await this.revocations.update({ upstreamUserId }, { heldUntil: null });
  }

  /** The database's own clock, as with leases. */
  private async hold(which: Pick<PendingRevocation, 'id'> | Pick<PendingRevocation, 'upstreamUserId'>, holdMs: number) {
    const { affected } = await this.revocations
      .createQueryBuilder()
      .update()
      .set({ heldUntil: () => "now() + :holdMs * interval '1 millisecond'" })
      .where(which)
      .andWhere('(held_until IS NULL OR held_until < now())')
      .setParameters({ holdMs })
      .execute();
    return affected ?? 0;
  }

  listRevocations(): Promise<PendingRevocation[]> {
    return this.revocations.find({ order: { disconnectedAt: 'ASC' } });
  }

  /** `true` when somebody holds a grant of this account again, so that revoking the old one would end it. */
  hasNewerGrant({ upstreamUserId }: PendingRevocation): Promise<boolean> {
    return this.rows.existsBy({ upstreamUserId });
  }

  /** Keeps the refreshed grant of a departure. */
  async reseal(revocationId: string, sealedTokens: string): Promise<void> {
    await this.revocations.update({ id: revocationId }, { sealedTokens });
  }

  /** Gives a departure the tokens that were renewed for its connection while that was being removed. */
  async resealForConnection(
    { id: connectionId, sealedTokens: before }: Pick<Connection, 'id' | 'sealedTokens'>,
    sealedTokens: string,
  ): Promise<void> {
    await this.revocations.update({ connectionId, sealedTokens: before }, { sealedTokens });
  }

  async deleteRevocation(revocationId: string): Promise<void> {
    await this.revocations.delete({ id: revocationId });
  }
}

/** The ledger's lines of the resources that a fetch is for: three lists side by side. */
interface FetchLines {
  readonly resources: readonly ResourceName[];
  readonly changes: readonly number[];
  readonly covered: readonly boolean[];
}

function beforeFetch(row: FetchLines, connection: Connection): BeforeFetch {
  return {
    connection,
    covered: row.resources.filter((_, index) => row.covered[index]),
    knownChanges: new Map(row.resources.map((resource, index) => [resource, row.changes[index] ?? 0])),
  };
}

/** What the upstream does not say this time stays as it was known of the same account. */
function columnsOf(profile: UpstreamProfile, known?: UserFitbit) {
  return {
    timeZone: profile.timeZone ?? known?.timeZone ?? null,
    memberSince: profile.memberSince ?? known?.memberSince ?? null,
    lastSyncedAt: profile.lastSyncedAt ?? known?.lastSyncedAt ?? null,
    profile: { ...profile.details },
  };
}
