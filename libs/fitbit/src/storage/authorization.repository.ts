import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThan } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { durableTransaction } from './durable-transaction';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';

/** An authorization request whose user has not returned from the consent page yet. */
export interface PendingAuthorization {
  readonly stateHash: string;
  readonly userId: string;
  readonly browserHash: string;
  readonly sealedVerifier: string;
  readonly next: string | null;
  readonly expiresAt: Date;
}

/** Unfinished authorization requests, by the hash of their `state`. */
@Injectable()
export class AuthorizationRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Stores the request and deletes those that expired before `now`. The commit is on disk before this resolves: the user
   * returns with the `state` minutes later.
   */
  begin(authorization: PendingAuthorization, now: Date): Promise<void> {
    return durableTransaction(this.dataSource, async (manager) => {
      await manager.delete(FitbitAuthorization, { expiresAt: LessThan(now) });
      await manager.insert(FitbitAuthorization, authorization);
    });
  }

  /**
   * Returns the request and deletes it under its lock, so a `state` works once, also after a crash. Expired requests are
   * returned, too.
   */
  take(stateHash: string): Promise<PendingAuthorization | undefined> {
    return durableTransaction(this.dataSource, async (manager) => {
      const row = await manager.findOne(FitbitAuthorization, {
        where: { stateHash },
        lock: { mode: 'pessimistic_write' },
      });
      if (row) await manager.delete(FitbitAuthorization, { stateHash });
      return row ?? undefined;
    });
  }
}
