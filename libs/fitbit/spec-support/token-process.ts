import { Logger } from '@nestjs/common';
import { FitbitEvents, type FitbitModuleOptions, type FitbitEvent } from 'nestjs-fitbit';
import { DataSource } from 'typeorm';
import { resolveFitbitOptions } from '../src/options/resolve-fitbit-options';
import { ConnectionRepository } from '../src/storage/connection.repository';
import { PendingRevocationRepository } from '../src/storage/pending-revocation.repository';
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
  readonly told: FitbitEvent[] = [];

  private constructor(
    readonly dataSource: DataSource,
    options: FitbitModuleOptions,
  ) {
    const resolved = resolveFitbitOptions(options);
    const events = new FitbitEvents();
    events.all.subscribe((event) => this.told.push(event));
    this.connections = new ConnectionRepository(dataSource, resolved);
    this.storedTokens = new TokenRepository(dataSource);
    this.revocations = new PendingRevocationRepository(dataSource);
    this.vault = new TokenVault(resolved);
    this.upstream = createUpstream(resolved);
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
    this.tokens = new AccessTokens(resolved, this.connections, this.vault, this.grantStatus, refresher);
    this.unfinished = new UnfinishedRefreshes(resolved, this.storedTokens, this.vault, refresher);
    this.renewal = new TokenRenewal(resolved, new RenewalRepository(dataSource, resolved), this.tokens);
  }

  static async start(url: string, options: FitbitModuleOptions): Promise<TokenProcess> {
    Logger.overrideLogger(false);
    return new TokenProcess(await new DataSource(dataSourceOptions(url)).initialize(), options);
  }

  async close(): Promise<void> {
    this.unfinished.onModuleDestroy();
    await this.unfinished.beforeApplicationShutdown();
    await this.unstored.beforeApplicationShutdown();
    await this.dataSource.destroy();
  }
}
