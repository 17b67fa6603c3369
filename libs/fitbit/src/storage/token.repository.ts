import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Connection, ConnectionState } from '../model/connection';
import type { UpstreamName } from '../model/upstream-name';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { DURABLE, durableTransaction } from './durable-transaction';
import { UserFitbit } from './entities/user-fitbit.entity';
import { LONGEST_LEASE } from './longest-lease.sql';
import { retryConflicts } from './retry-conflicts';
import { statement } from './statement';

/** A refreshed token pair, sealed, and what the upstream said of it. */
export interface NewTokens {
  readonly sealedTokens: string;
  readonly tokenExpiresAt: Date;
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly renewedAt: Date;
  readonly scopes: readonly string[];
}

/** The tokens that were read with a connection; `version` goes up with every change of them. */
export type TokenVersion = Pick<Connection, 'id' | 'version'>;

/** The lease on refreshing the tokens of a connection. */
export interface LeasedRefresh {
  /** Identifies the lease: until when it lasts, as Postgres writes it, because a `Date` loses microseconds. */
  readonly until: string;
  /** An earlier refresh of these tokens began and has no known outcome. */
  readonly isRepeat: boolean;
}

/** How a lease ends. */
export interface LeaseEnd {
  /** Whether the upstream's decision is known. If it is not, the refresh stays unfinished, so that it is repeated. */
  readonly isFinished: boolean;
  /** A refresh that began longer ago than this is not repeated any more, in milliseconds. */
  readonly repeatForMs: number;
}

/** The sealed tokens of a connection, and the lease that lets one process at a time refresh them. */
@Injectable()
export class TokenRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Compare-and-set: stores the tokens, ends the lease, and makes the connection active from any state. The
   * commit is on disk before this resolves.
   *
   * @returns the state before. `undefined`, and nothing is written, when the tokens were replaced since `version`, or the
   * connection is gone.
   */
  replaceTokens({ id, version }: TokenVersion, tokens: NewTokens): Promise<ConnectionState | undefined> {
    const { sealedTokens, tokenExpiresAt, refreshTokenExpiresAt = null, renewedAt, scopes } = tokens;
    const values = { id, version, sealedTokens, tokenExpiresAt, refreshTokenExpiresAt, renewedAt, scopes };
    return durableTransaction(this.dataSource, async (manager) => {
      const [[replaced]] = await replaceTokens(manager, values);
      return replaced?.state;
    });
  }

  /**
   * Takes the lease on refreshing these tokens. It is on disk at once, so no lock is held while the upstream answers, and
   * expires by itself when its holder dies. Until its refresh has an outcome, {@link findUnfinished} finds it.
   *
   * @returns a lease for exactly one caller, over all processes, until it is ended or expires.
   */
  async leaseRefresh({ id, version }: TokenVersion, leaseMs: number): Promise<LeasedRefresh | undefined> {
    const [[lease]] = await retryConflicts(() => leaseRefresh(this.dataSource.manager, { id, version, leaseMs }));
    return lease;
  }

  /** Prolongs a lease from now on. `undefined` when it has been lost to another caller. */
  async prolongLease({ id, version }: TokenVersion, until: string, leaseMs: number): Promise<string | undefined> {
    const [[lease]] = await prolongLease(this.dataSource.manager, { id, version, until, leaseMs });
    return lease?.until;
  }

  /** Ends a lease early. Does nothing when it has been lost, or the tokens were replaced since `version`. */
  async endLease({ id, version }: TokenVersion, until: string, end: LeaseEnd): Promise<void> {
    await endLease(this.dataSource.manager, { id, version, until, ...end });
  }

  /**
   * Connections of an upstream whose refresh began and was not finished: its process died or the answer was lost, and the
   * lease ended at least `pauseMs` ago. The longest waiting first. Costs a look at an index that is empty most of the time.
   *
   * @param openable - the beginnings of the sealed texts that the caller has the key of; others are left to other processes
   */
  findUnfinished(
    upstream: UpstreamName | null,
    openable: readonly string[],
    pauseMs: number,
    limit: number,
  ): Promise<Connection[]> {
    return this.dataSource
      .getRepository(UserFitbit)
      .createQueryBuilder('c')
      .where(
        `(c.refreshLeaseUntil < now() - :pauseMs * interval '1 millisecond'
          OR c.refreshLeaseUntil > now() + ${LONGEST_LEASE})`,
        { pauseMs },
      )
      .andWhere('c.upstream = :upstream', { upstream })
      .andWhere(
        'EXISTS (SELECT FROM unnest(CAST(:openable AS text[])) prefix WHERE starts_with(c.sealedTokens, prefix))',
        {
          openable,
        },
      )
      .orderBy('c.refreshLeaseUntil')
      .limit(limit)
      .getMany();
  }
}

// Leases are compared across processes, so they go by the database's clock.

const replaceTokens = statement<
  TokenVersion & { [K in keyof NewTokens]-?: NewTokens[K] | null },
  [{ state: ConnectionState }[], number]
>(
  `UPDATE fitbit_connection c SET version = c.version + 1, state = 'active', sealed_tokens = :sealedTokens,
     token_expires_at = :tokenExpiresAt, refresh_token_expires_at = :refreshTokenExpiresAt, renewed_at = :renewedAt,
     scopes = :scopes, refresh_lease_until = NULL, refresh_begun_at = NULL, refused_at = NULL, lost_at = NULL
   FROM (SELECT id, state FROM fitbit_connection WHERE id = :id AND version = :version FOR NO KEY UPDATE) before
   WHERE c.id = before.id RETURNING before.state`,
);

const leaseRefresh = statement<TokenVersion & { leaseMs: number }, [LeasedRefresh[], number]>(
  `UPDATE fitbit_connection c SET refresh_lease_until = now() + :leaseMs * interval '1 millisecond',
     refresh_begun_at = coalesce(c.refresh_begun_at, now())
   FROM (
     SELECT id, refresh_lease_until, ${DURABLE} FROM fitbit_connection
     WHERE id = :id AND version = :version AND (refresh_lease_until IS NULL OR refresh_lease_until < now()
       OR refresh_lease_until > now() + ${LONGEST_LEASE}) FOR NO KEY UPDATE
   ) before
   WHERE c.id = before.id
   RETURNING c.refresh_lease_until::text AS until, before.refresh_lease_until IS NOT NULL AS "isRepeat"`,
);

const prolongLease = statement<
  TokenVersion & { until: string; leaseMs: number },
  [Pick<LeasedRefresh, 'until'>[], number]
>(
  `UPDATE fitbit_connection SET refresh_lease_until = now() + :leaseMs * interval '1 millisecond'
   WHERE id = :id AND version = :version AND refresh_lease_until = :until::timestamptz
   RETURNING refresh_lease_until::text AS until`,
);

const endLease = statement<TokenVersion & { until: string } & LeaseEnd, unknown>(
  `UPDATE fitbit_connection c SET refresh_lease_until = CASE WHEN is_over THEN NULL ELSE now() END,
     refresh_begun_at = CASE WHEN is_over THEN NULL ELSE refresh_begun_at END
   FROM (
     SELECT id, :isFinished OR refresh_begun_at < now() - :repeatForMs * interval '1 millisecond' AS is_over
     FROM fitbit_connection WHERE id = :id
   ) before
   WHERE c.id = before.id AND c.version = :version AND c.refresh_lease_until = :until::timestamptz`,
);
