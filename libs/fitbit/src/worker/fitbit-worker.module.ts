import { Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { QueueModule } from '../queue/queue.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { SyncModule } from '../sync/sync.module';
import { ConnectionProcessor } from './connection.processor';
import { FetchRunner } from './fetch-runner';
import { HistoricalProcessor } from './historical.processor';
import { RunningJobs } from './running-jobs';
import { SweepsModule } from './sweeps/sweeps.module';
import { UpdateProcessor } from './update.processor';
import { WorkerExit } from './worker-exit';

/** The only module that runs jobs and sweeps. */
@Module({
  imports: [ConnectionModule, QueueModule, SubscriptionsModule, SweepsModule, SyncModule],
  providers: [RunningJobs, FetchRunner, HistoricalProcessor, UpdateProcessor, ConnectionProcessor, WorkerExit],
})
export class FitbitWorkerModule {}
