import { Module } from '@nestjs/common';
import { AuthorizationRepository } from './authorization.repository';
import { ConnectionRepository } from './connection.repository';
import { InboxRepository } from './inbox.repository';
import { LedgerRepository } from './ledger.repository';
import { RenewalRepository } from './renewal.repository';
import { SeriesRepository } from './series.repository';
import { SubscriptionCheckRepository } from './subscription-check.repository';
import { SweepRepository } from './sweep.repository';
import { TypeOrmAuthorizationRepository } from './typeorm/typeorm-authorization.repository';
import { TypeOrmConnectionRepository } from './typeorm/typeorm-connection.repository';
import { TypeOrmInboxRepository } from './typeorm/typeorm-inbox.repository';
import { TypeOrmLedgerRepository } from './typeorm/typeorm-ledger.repository';
import { TypeOrmRenewalRepository } from './typeorm/typeorm-renewal.repository';
import { TypeOrmSeriesRepository } from './typeorm/typeorm-series.repository';
import { TypeOrmSubscriptionCheckRepository } from './typeorm/typeorm-subscription-check.repository';
import { TypeOrmSweepRepository } from './typeorm/typeorm-sweep.repository';

const REPOSITORIES = [
  { provide: AuthorizationRepository, useClass: TypeOrmAuthorizationRepository },
  { provide: ConnectionRepository, useClass: TypeOrmConnectionRepository },
  { provide: InboxRepository, useClass: TypeOrmInboxRepository },
  { provide: LedgerRepository, useClass: TypeOrmLedgerRepository },
  { provide: RenewalRepository, useClass: TypeOrmRenewalRepository },
  { provide: SeriesRepository, useClass: TypeOrmSeriesRepository },
  { provide: SubscriptionCheckRepository, useClass: TypeOrmSubscriptionCheckRepository },
  { provide: SweepRepository, useClass: TypeOrmSweepRepository },
];

@Module({ providers: REPOSITORIES, exports: REPOSITORIES.map(({ provide }) => provide) })
export class StorageModule {}
