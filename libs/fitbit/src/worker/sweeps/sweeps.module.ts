import { Module } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { ConnectionModule } from '../../connection/connection.module';
import type { ResolvedFitbitOptions } from '../../options/resolved-fitbit-options';
import { FITBIT_OPTIONS } from '../../options/tokens';
import { QueueModule } from '../../queue/queue.module';
import { StorageModule } from '../../storage/storage.module';
import { SubscriptionsModule } from '../../subscriptions/subscriptions.module';
import { SyncModule } from '../../sync/sync.module';
import { TokensModule } from '../../tokens/tokens.module';
import { ChangingSweep } from './changing.sweep';
import { RevocationsSweep } from './revocations.sweep';
import { HolesSweep } from './holes.sweep';
import { InboxSweep } from './inbox.sweep';
import { SubscriptionsSweep } from './subscriptions.sweep';
import type { Sweep } from './sweep';
import { SWEEPS, SweepService } from './sweep.service';
import { TokensSweep } from './tokens.sweep';

/** With `subscribe: false` no data is stored, so only grants are looked after. */
function selectSweeps({ subscribe }: ResolvedFitbitOptions, ...sweeps: Sweep[]): Sweep[] {
  return subscribe ? sweeps : sweeps.filter(({ name }) => name === 'revocations' || name === 'tokens');
}

@Module({
  imports: [
    ScheduleModule.forRoot(),
    ConnectionModule,
    QueueModule,
    StorageModule,
    SubscriptionsModule,
    SyncModule,
    TokensModule,
  ],
  providers: [
    RevocationsSweep,
    InboxSweep,
    HolesSweep,
    ChangingSweep,
    SubscriptionsSweep,
    TokensSweep,
    {
      provide: SWEEPS,
      inject: [
        FITBIT_OPTIONS,
        RevocationsSweep,
        TokensSweep,
        InboxSweep,
        HolesSweep,
        ChangingSweep,
        SubscriptionsSweep,
      ],
      useFactory: selectSweeps,
    },
    SweepService,
  ],
  exports: [SweepService],
})
export class SweepsModule {}
