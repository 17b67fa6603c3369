import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module';
import { QuotaModule } from '../quota/quota.module';
import { StorageModule } from '../storage/storage.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { AccessTokens } from './access-tokens';
import { KeyRotation } from './key-rotation';
import { TokenRenewal } from './token-renewal';
import { TokenVault } from './token-vault';
import { GrantStatusService } from './grant-status.service';
import { UpstreamSessions } from './upstream-sessions';

@Module({
  imports: [EventsModule, QuotaModule, StorageModule, UpstreamModule],
  providers: [TokenVault, GrantStatusService, AccessTokens, TokenRenewal, KeyRotation, UpstreamSessions],
  exports: [TokenVault, AccessTokens, TokenRenewal, KeyRotation, UpstreamSessions],
})
export class TokensModule {}
