import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { AuthorizationService } from './authorization.service';

@Module({
  imports: [StorageModule, TokensModule, UpstreamModule],
  providers: [AuthorizationService],
  exports: [AuthorizationService],
})
export class OauthModule {}
