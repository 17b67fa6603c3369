import { Logger } from '@nestjs/common';
import { FitbitEvents, type FitbitModuleOptions, type FitbitEvent } from 'nestjs-fitbit';
import { DataSource } from 'typeorm';
import { ClockCheck } from '../src/clock/clock-check';
import { SharedClock } from '../src/model/shared-clock';
import { resolveFitbitOptions } from '../src/options/resolve-fitbit-options';
import { ConnectionRepository } from '../src/storage/connection.repository';
import { PendingRevocationRepository } from '../src/storage/pending-revocation.repository';
import { TimeRepository } from '../src/storage/time.repository';
import { TokenRepository } from '../src/storage/token.repository';
import { RenewalRepository } from '../src/storage/renewal.repository';
import { GrantStatusRepository } from '../src/storage/grant-status.repository';
import { GoneAnswerRepository } from '../src/storage/gone-answer.repository';
import { AccessTokens } from '../src/tokens/access-tokens';
import { TokenRefresh } from '../src/tokens/token-refresh';
import { TokenRenewal } from '../src/tokens/token-renewal';
import { TokenVault } from '../src/tokens/token-vault';
import { GrantStatusService } from '../src/tokens/grant-status.service';
import { UnfinishedRefreshes } from '../src/tokens/unfinished-refreshes';
import { UnstoredGrants } from '../src/tokens/unstored-grants';
import { createUpstream } from '../src/upstream/create-upstream';
import type { FitbitUpstream } from '../src/upstream/fitbit-upstream';
import { dataSourceOptions } from '../../../tools/support/fitbit-database';

/** The options of a process whose upstream is a scripted server. */
export function scriptedOptions(server: { readonly url: string }): FitbitModuleOptions {
  return {
    consumerKey: 'client',
    consumerSecret: 'secret',
    callbackUrl: 'https://app.example.com/fitbit/complete',
    encryptionKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
    upstreamBaseUrl: server.url,
  };
}

/** What one process of an installation has of the token room, on connections of its own. */
export class TokenProcess {
  readonly connections: ConnectionRepository;
  readonly storedTokens: TokenRepository;
  readonly revocations: PendingRevocationRepository;
  readonly vault: TokenVault;
  readonly upstream: FitbitUpstream;
  readonly tokens: AccessTokens;
  readonly renewal: TokenRenewal;
  readonly grantStatus: GrantStatusService;
  readonly unstored = new UnstoredGrants();
  readonly unfinished: UnfinishedRefreshes;
  readonly clocks: ClockCheck;
  readonly told: FitbitEvent[] = [];

  private constructor(
    readonly dataSource: DataSource,
    options: FitbitModuleOptions,
  ) {
    const given = resolveFitbitOptions(options);
    const clock = new SharedClock(given.clock);
    const resolved = { ...given, clock };
    const events = new FitbitEvents();
    events.all.subscribe((event) => this.told.push(event));
    this.connections = new ConnectionRepository(dataSource, resolved);
    this.storedTokens = new TokenRepository(dataSource);
    this.revocations = new PendingRevocationRepository(dataSource);
    this.vault = new TokenVault(resolved);
    this.upstream = createUpstream(resolved);
    this.clocks = new ClockCheck(clock, new TimeRepository(dataSource), this.upstream);
    this.grantStatus = new GrantStatusService(
      resolved,
      events,
      new GrantStatusRepository(dataSource, resolved),
      new GoneAnswerRepository(dataSource, resolved),
    );
    const refresher = new TokenRefresh(
      resolved,
      this.connections,
      this.storedTokens,
      this.revocations,
      this.vault,
      this.upstream,
      this.grantStatus,
      this.unstored,
    );
    this.tokens = new AccessTokens(resolved, this.connections, this.vault, this.grantStatus, refresher, this.clocks);
    this.unfinished = new UnfinishedRefreshes(resolved, this.storedTokens, this.vault, refresher);
    this.renewal = new TokenRenewal(resolved, new RenewalRepository(dataSource, resolved), this.tokens);
  }

  /** @param measured - whether the process compares its clock with the database's, as it does unless that is away */
  static async start(url: string, options: FitbitModuleOptions, { measured = true } = {}): Promise<TokenProcess> {
    Logger.overrideLogger(false);
    const process = new TokenProcess(await new DataSource(dataSourceOptions(url)).initialize(), options);
    if (measured) await process.clocks.start();
    return process;
  }

  async close(): Promise<void> {
    this.clocks.onModuleDestroy();
    this.unfinished.onModuleDestroy();
    await this.unfinished.beforeApplicationShutdown();
    await this.unstored.beforeApplicationShutdown();
    await this.dataSource.destroy();
  }
}
