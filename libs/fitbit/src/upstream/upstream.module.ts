import { Module } from '@nestjs/common';
import { FITBIT_OPTIONS } from '../options/tokens';
import { createUpstream } from './create-upstream';
import { FitbitUpstream } from './fitbit-upstream';

@Module({
  providers: [{ provide: FitbitUpstream, inject: [FITBIT_OPTIONS], useFactory: createUpstream }],
  exports: [FitbitUpstream],
})
export class UpstreamModule {}
