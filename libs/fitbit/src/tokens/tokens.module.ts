import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { AccessTokens } from './access-tokens';
import { TokenRenewal } from './token-renewal';
import { TokenVault } from './token-vault';

@Module({
  imports: [StorageModule, UpstreamModule],
  providers: [TokenVault, AccessTokens, TokenRenewal],
  exports: [TokenVault, AccessTokens, TokenRenewal],
})
export class TokensModule {}
