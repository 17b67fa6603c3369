import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { AccessTokens } from './access-tokens';
import { TokenVault } from './token-vault';

@Module({
  imports: [StorageModule, UpstreamModule],
  providers: [TokenVault, AccessTokens],
  exports: [TokenVault, AccessTokens],
})
export class TokensModule {}
