import { Module } from '@nestjs/common';
import { AuthorizationRepository } from './authorization.repository';
import { ConnectionRepository } from './connection.repository';
import { ErasureRepository } from './erasure.repository';
import { InboxRepository } from './inbox.repository';
import { LedgerRepository } from './ledger.repository';
import { RenewalRepository } from './renewal.repository';
import { SealedRepository } from './sealed.repository';
import { SeriesRepository } from './series.repository';
import { SubscriptionCheckRepository } from './subscription-check.repository';
import { SweepRepository } from './sweep.repository';
import { GrantStatusRepository } from './grant-status.repository';

const REPOSITORIES = [
  AuthorizationRepository,
  ConnectionRepository,
  ErasureRepository,
  InboxRepository,
  LedgerRepository,
  RenewalRepository,
  SealedRepository,
  SeriesRepository,
  SubscriptionCheckRepository,
  SweepRepository,
  GrantStatusRepository,
];

@Module({ providers: REPOSITORIES, exports: REPOSITORIES })
export class StorageModule {}
