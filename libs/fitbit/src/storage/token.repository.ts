import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { Connection } from '../model/connection';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { durableTransaction } from './durable-transaction';
import { UserFitbit } from './entities/user-fitbit.entity';

/** A refreshed token pair, sealed, and what the upstream said of it. */
export interface NewTokens {
  readonly sealedTokens: string;
  readonly tokenExpiresAt: Date;
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly renewedAt: Date;
  readonly scopes: readonly string[];
}

/** The tokens that were read with a connection; `version` goes up with every change of them. */
type TokenVersion = Pick<Connection, 'id' | 'version'>;

/** The sealed tokens of a connection, and the lease that lets one process at a time refresh them. */
@Injectable()
export class TokenRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  private get rows() {
    return this.dataSource.getRepository(UserFitbit);
  }

  /**
   * Compare-and-set: stores the tokens, ends the lease, and makes a connection active whose grant counted as lost. The
   * commit is on disk before this resolves.
   *
   * @returns `false`, and nothing is written, when the tokens were replaced since `version`, or the connection is gone.
   */
  replaceTokens({ id, version }: TokenVersion, tokens: NewTokens): Promise<boolean> {
    return durableTransaction(this.dataSource, async (manager) => {
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

  /**
   * Takes the lease on refreshing these tokens. It is committed at once, so no lock is held while the upstream answers,
   * and expires by itself when its holder dies.
   *
   * @returns `true` for exactly one caller, over all processes, until the lease is released or expires.
   */
  async leaseRefresh({ id, version }: TokenVersion, leaseMs: number): Promise<boolean> {
    // The database's clock, not the process's: leases are compared across processes.
    const { affected } = await this.rows
      .createQueryBuilder()
      .update()
      .set({ refreshLeaseUntil: () => "now() + :leaseMs * interval '1 millisecond'" })
      .where('id = :id AND version = :version AND (refresh_lease_until IS NULL OR refresh_lease_until < now())')
      .setParameters({ id, version, leaseMs })
      .execute();
    return affected === 1;
  }

  /** Ends the lease early. Does nothing when the tokens were replaced since `version`. */
  async releaseRefreshLease({ id, version }: TokenVersion): Promise<void> {
    await this.rows.update({ id, version }, { refreshLeaseUntil: null });
  }
}
