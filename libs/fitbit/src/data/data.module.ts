import { Module } from '@nestjs/common';
import { StorageModule } from '../storage/storage.module';
import { SyncModule } from '../sync/sync.module';
import { UpstreamModule } from '../upstream/upstream.module';
import { DataService } from './data.service';

@Module({
  imports: [StorageModule, SyncModule, UpstreamModule],
  providers: [DataService],
  exports: [DataService],
})
export class DataModule {}
