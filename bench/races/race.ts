import type { DataSource } from 'typeorm';
import { AuthorizationRepository } from '#nestjs-fitbit/storage/authorization.repository';
import { ConnectionRepository } from '#nestjs-fitbit/storage/connection.repository';
import { ErasureRepository } from '#nestjs-fitbit/storage/erasure.repository';
import { InboxRepository } from '#nestjs-fitbit/storage/inbox.repository';
import { LedgerRepository } from '#nestjs-fitbit/storage/ledger.repository';
import { PendingRevocationRepository } from '#nestjs-fitbit/storage/pending-revocation.repository';
import { SeriesRepository } from '#nestjs-fitbit/storage/series.repository';
import type { Random } from '../../tools/chaos/random';

/** Rounds that are under way at a time. More than cores, fewer than the connections of a pool. */
export const LANES = 8;

export interface RaceSettings {
  readonly dataSource: DataSource;
  readonly rounds: number;
  readonly random: Random;
}

/** What a race found out. */
export interface RaceOutcome {
  readonly rounds: number;
  /** Results that were compared with the rules: pairs of answers, or acknowledged notifications. */
  readonly checked: number;
  /** Rounds that failed, and results that contradict the rules; the first are described. */
  readonly wrong: number;
  readonly examples: readonly string[];
  readonly latenciesMs: readonly number[];
}

const UPSTREAM = { upstream: 'google-health' } as const;

export interface Repositories {
  readonly authorizations: AuthorizationRepository;
  readonly connections: ConnectionRepository;
  readonly erasures: ErasureRepository;
  readonly inbox: InboxRepository;
  readonly ledger: LedgerRepository;
  readonly revocations: PendingRevocationRepository;
  readonly series: SeriesRepository;
}

export function repositoriesOf(dataSource: DataSource): Repositories {
  return {
    authorizations: new AuthorizationRepository(dataSource),
    connections: new ConnectionRepository(dataSource, UPSTREAM),
    erasures: new ErasureRepository(dataSource),
    inbox: new InboxRepository(dataSource, UPSTREAM),
    ledger: new LedgerRepository(dataSource),
    revocations: new PendingRevocationRepository(dataSource),
    series: new SeriesRepository(dataSource, UPSTREAM),
  };
}

/** A grant whose tokens are never opened. */
export function grantOf(userId: string, upstreamUserId: string): Parameters<ConnectionRepository['connect']>[0] {
  return {
    userId,
    ...UPSTREAM,
    account: { upstreamUserId, legacyUserId: undefined },
    profile: { timeZone: 'Europe/Warsaw', memberSince: '2026-01-01', details: {} },
    scopes: ['activity'],
    tokenExpiresAt: new Date(),
    connectedAt: new Date(),
    seal: () => 'never opened',
  };
}
