import { Module } from '@nestjs/common';
import { SharedClock } from '../model/shared-clock';
import { StorageModule } from '../storage/storage.module';
import { TimeRepository } from '../storage/time.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { UpstreamModule } from '../upstream/upstream.module';
import { ClockCheck } from './clock-check';

/** An asynchronous provider: Nest waits for it before it calls any hook, so no job runs with a clock that is not measured. */
@Module({
  imports: [StorageModule, UpstreamModule],
  providers: [
    {
      provide: ClockCheck,
      inject: [SharedClock, TimeRepository, FitbitUpstream],
      useFactory: (...parts: ConstructorParameters<typeof ClockCheck>) => new ClockCheck(...parts).start(),
    },
  ],
  exports: [ClockCheck],
})
export class ClockModule {}
