import { type DynamicModule, Global, Module, type Provider } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { FitbitOptionsError } from './errors/fitbit.errors';
import { ConfigurableModuleClass } from './fitbit.module-definition';
import { DEFAULT_SHAPE, type FitbitModuleShape } from './options/fitbit-module-shape';
import { resolveFitbitOptions } from './options/resolve-fitbit-options';
import { SharedClock } from './model/shared-clock';
import type { ResolvedFitbitOptions } from './options/resolved-fitbit-options';
import { FITBIT_DATA_SOURCE, FITBIT_OPTIONS, FITBIT_RAW_OPTIONS } from './options/tokens';
import { missingEntities } from './storage/schema';

/** The options with the configured clock; one reader. */
const CHECKED_OPTIONS = Symbol('CHECKED_OPTIONS');

/** Every part of the module reads the time from `options.clock`, which here becomes the one that all processes share. */
const RESOLVED: Provider[] = [
  { provide: CHECKED_OPTIONS, inject: [FITBIT_RAW_OPTIONS], useFactory: resolveFitbitOptions },
  {
    provide: SharedClock,
    inject: [CHECKED_OPTIONS],
    useFactory: ({ clock }: ResolvedFitbitOptions) => new SharedClock(clock),
  },
  {
    provide: FITBIT_OPTIONS,
    inject: [CHECKED_OPTIONS, SharedClock],
    useFactory: (options: ResolvedFitbitOptions, clock: SharedClock): ResolvedFitbitOptions => ({ ...options, clock }),
  },
];

/** The options and the host's data source, for every part of the module. The module makes nothing else global. */
@Global()
@Module({ providers: RESOLVED, exports: [FITBIT_OPTIONS, SharedClock] })
export class FitbitOptionsModule extends ConfigurableModuleClass {
  /** Adds the provider of the data source that the shape names. */
  static withDataSource(
    options: DynamicModule,
    { dataSource = DEFAULT_SHAPE.dataSource }: FitbitModuleShape,
  ): DynamicModule {
    const provider: Provider = {
      provide: FITBIT_DATA_SOURCE,
      inject: [getDataSourceToken(dataSource)],
      useFactory: (host: DataSource) => {
        const missing = missingEntities(host);
        if (missing !== '') throw new FitbitOptionsError([missing]);
        return host;
      },
    };
    return {
      ...options,
      providers: [...(options.providers ?? []), provider],
      exports: [...(options.exports ?? []), FITBIT_DATA_SOURCE],
    };
  }
}
