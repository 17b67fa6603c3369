import { Module } from '@nestjs/common';
import { AuthorizationRepository } from './authorization.repository';
import { ConnectionRepository } from './connection.repository';
import { InboxRepository } from './inbox.repository';
import { ErasureRepository } from './erasure.repository';
import { LedgerRepository } from './ledger.repository';
import { RenewalRepository } from './renewal.repository';
import { SealedRepository } from './sealed.repository';
import { SeriesRepository } from './series.repository';
import { SubscriptionCheckRepository } from './subscription-check.repository';
import { SweepRepository } from './sweep.repository';
import { TypeOrmAuthorizationRepository } from './typeorm/typeorm-authorization.repository';
import { TypeOrmConnectionRepository } from './typeorm/typeorm-connection.repository';
import { TypeOrmInboxRepository } from './typeorm/typeorm-inbox.repository';
import { TypeOrmErasureRepository } from './typeorm/typeorm-erasure.repository';
import { TypeOrmLedgerRepository } from './typeorm/typeorm-ledger.repository';
import { TypeOrmRenewalRepository } from './typeorm/typeorm-renewal.repository';
import { TypeOrmSealedRepository } from './typeorm/typeorm-sealed.repository';
import { TypeOrmSeriesRepository } from './typeorm/typeorm-series.repository';
import { TypeOrmSubscriptionCheckRepository } from './typeorm/typeorm-subscription-check.repository';
import { TypeOrmSweepRepository } from './typeorm/typeorm-sweep.repository';
import { TypeOrmVerdictRepository } from './typeorm/typeorm-verdict.repository';
import { VerdictRepository } from './verdict.repository';

const REPOSITORIES = [
  { provide: AuthorizationRepository, useClass: TypeOrmAuthorizationRepository },
  { provide: ConnectionRepository, useClass: TypeOrmConnectionRepository },
  { provide: InboxRepository, useClass: TypeOrmInboxRepository },
  { provide: ErasureRepository, useClass: TypeOrmErasureRepository },
  { provide: LedgerRepository, useClass: TypeOrmLedgerRepository },
  { provide: RenewalRepository, useClass: TypeOrmRenewalRepository },
  { provide: SealedRepository, useClass: TypeOrmSealedRepository },
  { provide: SeriesRepository, useClass: TypeOrmSeriesRepository },
  { provide: SubscriptionCheckRepository, useClass: TypeOrmSubscriptionCheckRepository },
  { provide: SweepRepository, useClass: TypeOrmSweepRepository },
  { provide: VerdictRepository, useClass: TypeOrmVerdictRepository },
];

@Module({ providers: REPOSITORIES, exports: REPOSITORIES.map(({ provide }) => provide) })
export class StorageModule {}
