import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { AuthorizationRefusedError } from '../errors/fitbit.errors';
import { type Connection, type ConnectionState, type ReadFrom, seenFrom, usableUpstream } from '../model/connection';
import type { DateRange } from '../model/date-range';
import type { UpstreamAccount, UpstreamProfile } from '../model/grant';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { NEXT_NUMBER } from './answer-order.sql';
import { connectionOf, type ConnectionRow } from './connection-row';
import { DURABLE, durableTransaction } from './durable-transaction';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';
import { FitbitCoverage } from './entities/fitbit-coverage.entity';
import { FitbitFetchFailure } from './entities/fitbit-fetch-failure.entity';
import { FitbitPendingRevocation } from './entities/fitbit-pending-revocation.entity';
import { FitbitPendingUpdate } from './entities/fitbit-pending-update.entity';
import { FitbitSuspiciousShrink } from './entities/fitbit-suspicious-shrink.entity';
import { TimeSeriesData } from './entities/time-series-data.entity';
import { UserFitbit } from './entities/user-fitbit.entity';
import { giveUpGrant } from './remove-connection';
import { UNIQUE_VIOLATION } from './retry-conflicts';

/** A new grant, as {@link ConnectionRepository.connect} stores it. */
export interface NewGrant {
  readonly userId: string;
  /** The authorization that the grant comes from. Unset: none, so an erase cannot stop it. */
  readonly stateHash?: string | undefined;
  readonly upstream: UpstreamName;
  readonly account: UpstreamAccount;
  readonly profile: UpstreamProfile;
  readonly scopes: readonly string[];
  readonly tokenExpiresAt: Date;
  /** When the refresh token expires; unset when the upstream does not limit it. */
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly connectedAt: Date;
  /** What happens to the user's stored series when the account is not the one connected before. @defaultValue `'keep'` */
  readonly onAccountChange?: 'keep' | 'replace' | undefined;
  /** Seals the tokens with the id of their row as additional data. */
  readonly seal: (connectionId: string) => string;
}

/** What a fetch needs to know before its request is sent. */
export interface BeforeFetch {
  readonly connection: Connection;
  /** The resources whose every day in the window is fetched and was not announced as changed since. */
  readonly covered: readonly ResourceName[];
  /** A number of its own for the request: see {@link WindowAnswer.requestNumber}. */
  readonly requestNumber: number;
}

export interface ConnectionPage {
  /** The last user id of the previous page. */
  readonly afterUserId?: string | undefined;
  readonly limit: number;
}

/** Earlier than any clock says, so it is always due. */
const AT_ONCE = new Date(0);

/**
 * Users' connections: one row per user, and at most one user per upstream account.
 *
 * A connection of an upstream that is not the configured one is returned with the state `upstream_gone`; the stored state
 * stays (see {@link seenFrom}).
 *
 * Rows are locked in the order of ARCHITECTURE.md, several in the order of their user ids. Storing an answer locks
 * a row `FOR SHARE`; {@link connect}, {@link updateProfile} and the removal of a connection lock it `FOR UPDATE`, so they
 * wait for an answer that is being stored.
 */
@Injectable()
export class ConnectionRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: ReadFrom,
  ) {}

  private get rows() {
    return this.dataSource.getRepository(UserFitbit);
  }

  /** By the host's id of the user. `undefined` when the user has no connection. */
  async findByUser(userId: string): Promise<Connection | undefined> {
    return this.seen(await this.rows.findOneBy({ userId }));
  }

  /** `undefined` when the connection was removed. A user who connects again after a disconnect gets another id. */
  async findById(connectionId: string): Promise<Connection | undefined> {
    return this.seen(await this.rows.findOneBy({ id: connectionId }));
  }

  private seen(row: UserFitbit | null): Connection | undefined {
    return row ? seenFrom(this.options, row) : undefined;
  }

  /**
   * The connection and its ledger's state of the window, in one statement and without locks. It also draws the number of
   * the request that follows; the commit is durable, because a number must not be drawn a second time after a crash.
   */
  async findForFetch(
    connectionId: string,
    resources: readonly ResourceName[],
    { from, to }: DateRange,
  ): Promise<BeforeFetch | undefined> {
    const [row] = await this.dataSource.query<(ConnectionRow & RequestRow)[]>(
      `SELECT u.*, u.member_since::text, lines.*, ${NEXT_NUMBER}::float8 AS request_number, ${DURABLE}
       FROM fitbit_connection u, LATERAL (
         SELECT coalesce(array_agg(c.resource::text) FILTER (WHERE c.fetched @> days AND NOT c.changed && days), '{}')
           AS covered
         FROM fitbit_coverage c, daterange($3, $4, '[]') days
         WHERE c.connection_id = u.id AND c.resource = ANY($2)
       ) lines WHERE u.id = $1`,
      [connectionId, resources, from, to],
    );
    if (!row) return undefined;
    const connection = seenFrom(this.options, connectionOf(row));
    return { connection, covered: row.covered, requestNumber: row.request_number };
  }

  /** A page of all connections in any state, ordered by user id. */
  async page({ afterUserId, limit }: ConnectionPage): Promise<Connection[]> {
    const query = this.rows.createQueryBuilder('c').orderBy('c.userId').limit(limit);
    if (afterUserId !== undefined) query.where('c.userId > :afterUserId', { afterUserId });
    return (await query.getMany()).map((row) => seenFrom(this.options, row));
  }

  /** The number of connections in each state, from an index. */
  async countByState(): Promise<Partial<Record<ConnectionState, number>>> {
    const rows = await this.dataSource.query<{ state: ConnectionState; count: number }[]>(
      `SELECT CASE upstream WHEN $1::text THEN state ELSE 'upstream_gone' END AS state, sum(count)::int AS count
       FROM (SELECT upstream, state, count(*) FROM fitbit_connection GROUP BY upstream, state) counted GROUP BY 1`,
      [usableUpstream(this.options)],
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
  }

  /**
   * Stores the grant in one transaction: as a new row, or in the user's row, whose `grantEpoch` and `version` go up. The
   * commit is on disk before this resolves.
   *
   * The failures of earlier fetches and the pending revocations of this account are deleted. When the account is not the
   * one connected before, the ledger, the inbox and the suspicious shrinks are emptied, and with
   * `onAccountChange: 'replace'` the user's series are deleted.
   *
   * The authorization is deleted first. An erase that comes meanwhile waits, and removes the new connection.
   *
   * @throws AuthorizationRefusedError `state_invalid` when the authorization is gone, because the user was erased, and
   * `account_taken` when the account belongs to another user. Nothing is stored then.
   */
  connect(grant: NewGrant): Promise<Connection> {
    // Two connects at once both find no row. The second attempt finds, and locks, the row of the winner.
    return durableTransaction(this.dataSource, (manager) => this.store(manager, grant), UNIQUE_VIOLATION);
  }

  private async store(manager: EntityManager, grant: NewGrant): Promise<Connection> {
    const { account, profile, stateHash, userId } = grant;
    if (stateHash !== undefined) {
      const { affected } = await manager.delete(FitbitAuthorization, { stateHash });
      if (affected === 0) throw new AuthorizationRefusedError('state_invalid');
    }
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
      if (before.upstream === grant.upstream) await giveUpGrant(manager, before, grant.connectedAt);
    }
    await manager.delete(FitbitFetchFailure, { connectionId: id }); // the new grant may read what the old one could not
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
        refreshBegunAt: null,
        scopes: [...grant.scopes],
        ...columnsOf(profile, sameAccount ? before : undefined),
        connectedAt: grant.connectedAt,
        holesDueAt: AT_ONCE,
        rereadAt: grant.connectedAt,
        rereadAllAt: grant.connectedAt,
        subscriptionsCheckedAt: null, // subscriptions end with the grant
        // Between two grants the upstream announces nothing, so days that changed meanwhile must be opened.
        reopenedAt: sameAccount ? (before.reopenedAt ?? before.connectedAt) : grant.connectedAt,
      }),
    );
  }

  /**
   * Sets the state.
   *
   * @param from - the state that it must be in; any one unless given
   * @returns `false`, and nothing is written, when the tokens with this `version` were replaced meanwhile, or the state is
   * not `from`.
   */
  async setState(
    { id, version }: Pick<Connection, 'id' | 'version'>,
    state: ConnectionState,
    from?: ConnectionState,
  ): Promise<boolean> {
    const { affected } = await this.rows.update({ id, version, ...(from && { state: from }) }, { state });
    return affected === 1;
  }

  /**
   * Merges the profile into the row, under its lock. What the upstream left out stays. Nothing is written when another
   * grant took the place of the one with this `grantEpoch`: it may be of another account.
   */
  async updateProfile(
    { id, grantEpoch }: Pick<Connection, 'id' | 'grantEpoch'>,
    profile: UpstreamProfile,
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const row = await manager.findOne(UserFitbit, {
        where: { id, grantEpoch },
        lock: { mode: 'pessimistic_write' },
      });
      if (!row) return;
      const columns = columnsOf(profile, row);
      // Another first day, or another time at which days begin, may make holes.
      const isMoved = columns.timeZone !== row.timeZone || columns.memberSince !== row.memberSince;
      await manager.save(Object.assign(row, columns, isMoved && { holesDueAt: AT_ONCE }));
    });
  }
}

interface RequestRow {
  readonly covered: readonly ResourceName[];
  readonly request_number: number;
}

/** What the profile leaves out stays as it is in `known`, a row of the same account. */
function columnsOf(profile: UpstreamProfile, known?: UserFitbit) {
  return {
    timeZone: profile.timeZone ?? known?.timeZone ?? null,
    memberSince: profile.memberSince ?? known?.memberSince ?? null,
    lastSyncedAt: profile.lastSyncedAt ?? known?.lastSyncedAt ?? null,
    profile: { ...profile.details },
  };
}
