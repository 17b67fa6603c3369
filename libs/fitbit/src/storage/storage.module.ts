import { Module } from '@nestjs/common';
import { AuthorizationRepository } from './authorization.repository';
import { ConnectionRepository } from './connection.repository';
import { DueRepository } from './due.repository';
import { ErasureRepository } from './erasure.repository';
import { GoneAnswerRepository } from './gone-answer.repository';
import { GrantStatusRepository } from './grant-status.repository';
import { InboxRepository } from './inbox.repository';
import { LedgerRepository } from './ledger.repository';
import { PendingRevocationRepository } from './pending-revocation.repository';
import { RenewalRepository } from './renewal.repository';
import { SealedRepository } from './sealed.repository';
import { SeriesRepository } from './series.repository';
import { SubscriptionCheckRepository } from './subscription-check.repository';
import { SweepRepository } from './sweep.repository';
import { TimeRepository } from './time.repository';
import { TokenRepository } from './token.repository';

const REPOSITORIES = [
  AuthorizationRepository,
  ConnectionRepository,
  DueRepository,
  ErasureRepository,
  GoneAnswerRepository,
  GrantStatusRepository,
  InboxRepository,
  LedgerRepository,
  PendingRevocationRepository,
  RenewalRepository,
  SealedRepository,
  SeriesRepository,
  SubscriptionCheckRepository,
  SweepRepository,
  TimeRepository,
  TokenRepository,
];

@Module({ providers: REPOSITORIES, exports: REPOSITORIES })
export class StorageModule {}
