import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module';
import { EventsModule } from '../events/events.module';
import { QuotaModule } from '../quota/quota.module';
import { StorageModule } from '../storage/storage.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { AccessTokens } from './access-tokens';
import { GrantStatusService } from './grant-status.service';
import { KeyRotation } from './key-rotation';
import { PendingRevocationTokens } from './pending-revocation-tokens';
import { Sealer } from './sealer';
import { TokenRefresh } from './token-refresh';
import { TokenRenewal } from './token-renewal';
import { TokenVault } from './token-vault';
import { UnfinishedRefreshes } from './unfinished-refreshes';
import { UnstoredGrants } from './unstored-grants';
import { UpstreamSessions } from './upstream-sessions';

/** The only way to a token in the clear. `TokenVault`, which opens grants, is not exported. */
@Module({
  imports: [ClockModule, EventsModule, QuotaModule, StorageModule, UpstreamModule],
  providers: [
    Sealer,
    TokenVault,
    GrantStatusService,
    UnstoredGrants,
    TokenRefresh,
    UnfinishedRefreshes,
    AccessTokens,
    PendingRevocationTokens,
    TokenRenewal,
    KeyRotation,
    UpstreamSessions,
  ],
  exports: [Sealer, AccessTokens, PendingRevocationTokens, TokenRenewal, KeyRotation, UpstreamSessions],
})
export class TokensModule {}
