import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { TokensModule } from '../tokens/tokens.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { DataService } from './data.service';

@Module({
  imports: [StorageModule, TokensModule, UpstreamModule],
  providers: [DataService],
  exports: [DataService],
})
export class DataModule {}
