import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThan } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';

/** A user who was sent to the consent page. */
export interface PendingAuthorization {
  readonly stateHash: string;
  readonly userId: string;
  readonly browserHash: string;
  readonly sealedVerifier: string;
  readonly next: string | null;
  readonly expiresAt: Date;
}

@Injectable()
export class AuthorizationRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** Stores the authorization and forgets those that expired before `now`. */
  async begin(authorization: PendingAuthorization, now: Date): Promise<void> {
    const rows = this.dataSource.getRepository(FitbitAuthorization);
    await rows.delete({ expiresAt: LessThan(now) });
    await rows.insert(authorization);
  }

  /** Takes it out: a second call finds nothing, whoever asks and however the first one ended. */
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
