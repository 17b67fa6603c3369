import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { durableTransaction } from './durable-transaction';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';

/** An authorization request whose grant is not stored yet. */
export interface PendingAuthorization {
  readonly stateHash: string;
  readonly userId: string;
  readonly browserHash: string;
  readonly sealedVerifier: string;
  readonly next: string | null;
  readonly expiresAt: Date;
}

/**
 * Unfinished authorization requests, by the hash of their `state`. A request is unfinished until its grant is stored
 * ({@link ConnectionRepository.connect} deletes it) or refused. The process that runs the callback holds a lease on it.
 */
@Injectable()
export class AuthorizationRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Stores the request and deletes those that expired before `now`, except those that are being finished. The commit is
   * on disk before this resolves: the user returns with the `state` minutes later.
   */
  begin(authorization: PendingAuthorization, now: Date): Promise<void> {
    return durableTransaction(this.dataSource, async (manager) => {
      const expired = manager
        .createQueryBuilder()
        .delete()
        .from(FitbitAuthorization)
        .where('expires_at < :now', { now });
      await expired.andWhere('(held_until IS NULL OR held_until < now())').execute();
      await manager.insert(FitbitAuthorization, authorization);
    });
  }

  /**
   * Uses up the `state`, also if the server crashes, and leases the request for `holdMs` by the database's clock. Expired
   * requests are returned, too.
   *
   * @returns `undefined` when the state is unknown or was used before.
   */
  lease(stateHash: string, holdMs: number): Promise<PendingAuthorization | undefined> {
    return durableTransaction(this.dataSource, async (manager) => {
      const isHeld = await extend(manager, stateHash, 'held_until IS NULL', holdMs);
      return isHeld ? ((await manager.findOneBy(FitbitAuthorization, { stateHash })) ?? undefined) : undefined;
    });
  }

  /** Extends the lease. Does nothing when the request is gone. */
  async renew(stateHash: string, holdMs: number): Promise<void> {
    await extend(this.dataSource.manager, stateHash, 'held_until IS NOT NULL', holdMs);
  }

  /** Deletes a request that was refused or whose grant could not be stored. */
  async delete(stateHash: string): Promise<void> {
    await this.dataSource.manager.delete(FitbitAuthorization, { stateHash });
  }
}

async function extend(manager: EntityManager, stateHash: string, condition: string, holdMs: number): Promise<boolean> {
  const { affected } = await manager
    .createQueryBuilder()
    .update(FitbitAuthorization)
    .set({ heldUntil: () => "now() + :holdMs * interval '1 millisecond'" })
    .where({ stateHash })
    .andWhere(condition)
    .setParameters({ holdMs })
    .execute();
  return affected === 1;
}
