import { Inject, Injectable } from '@nestjs/common';
import { type DataSource, LessThan } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../../options/tokens';
import { AuthorizationRepository, type PendingAuthorization } from '../authorization.repository';
import { FitbitAuthorization } from './entities/fitbit-authorization.entity';

@Injectable()
export class TypeOrmAuthorizationRepository extends AuthorizationRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {
    super();
  }

  override async begin(authorization: PendingAuthorization, now: Date): Promise<void> {
    const rows = this.dataSource.getRepository(FitbitAuthorization);
    await rows.delete({ expiresAt: LessThan(now) });
    await rows.insert(authorization);
  }

  override take(stateHash: string): Promise<PendingAuthorization | undefined> {
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
