import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThan } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
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

  /** Stores the request and deletes those that expired before `now`. */
  async begin(authorization: PendingAuthorization, now: Date): Promise<void> {
    const rows = this.dataSource.getRepository(FitbitAuthorization);
    await rows.delete({ expiresAt: LessThan(now) });
    await rows.insert(authorization);
  }

  /** Returns the request and deletes it under its lock, so a `state` works once. Expired requests are returned, too. */
  take(stateHash: string): Promise<PendingAuthorization | undefined> {
    return this.dataSource.transaction(async (manager) => {
      const row = await manager.findOne(FitbitAuthorization, {
        where: { stateHash },
        lock: { mode: 'pessimistic_write' },
      });
      if (row) await manager.delete(FitbitAuthorization, { stateHash });
      return row ?? undefined;
    });
  }
}
