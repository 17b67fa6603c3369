import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ConnectionModule } from '../../connection/connection.module';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { FITBIT_OPTIONS } from '../../options/tokens';
import { StorageModule } from '../../storage/storage.module';
import { SubscriptionsModule } from '../../subscriptions/subscriptions.module';
import { SyncModule } from '../../sync/sync.module';
import { ChangingSweep } from './changing.sweep';
import { DeparturesSweep } from './departures.sweep';
import { HolesSweep } from './holes.sweep';
import { InboxSweep } from './inbox.sweep';
import { SubscriptionsSweep } from './subscriptions.sweep';
import type { Sweep } from './sweep';
import { SWEEPS, SweepService } from './sweep.service';

/** Without `subscribe` nothing is stored, and there are only grants to look after. */
function wanted({ subscribe }: ResolvedFitbitOptions, departures: Sweep, ...ofData: Sweep[]): Sweep[] {
  return subscribe ? [departures, ...ofData] : [departures];
}

@Module({
  imports: [ScheduleModule.forRoot(), ConnectionModule, StorageModule, SubscriptionsModule, SyncModule],
  providers: [
    DeparturesSweep,
    InboxSweep,
    HolesSweep,
    ChangingSweep,
    SubscriptionsSweep,
    {
      provide: SWEEPS,
      inject: [FITBIT_OPTIONS, DeparturesSweep, InboxSweep, HolesSweep, ChangingSweep, SubscriptionsSweep],
      useFactory: wanted,
    },
    SweepService,
  ],
})
export class SweepsModule {}
