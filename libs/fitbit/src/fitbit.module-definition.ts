import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { FitbitModuleOptions } from './options/fitbit-module-options';
import { FITBIT_RAW_OPTIONS } from './options/tokens';

/** Shape. Decides which classes exist, so it is given directly, never from a factory. */
export const DEFAULT_SHAPE = {
  /** Register the routes. */
  http: true,
  /** Work on the queues in this process. */
  workers: true,
  /** Where the routes live. */
  routePrefix: 'fitbit',
  /** Name of the host's TypeORM data source. */
  dataSource: 'default',
};
/**
 * What the module consists of in a process; stands beside `useFactory`. `http` registers the routes (default `true`),
 * `workers` works on the queues (default `true`), `routePrefix` says where the routes live (default `'fitbit'`),
 * `dataSource` names the host's TypeORM data source (default `'default'`).
 */
export type FitbitModuleShape = Partial<typeof DEFAULT_SHAPE>;

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<FitbitModuleOptions>({ optionsInjectionToken: FITBIT_RAW_OPTIONS })
    .setClassMethodName('forRoot')
    .setExtras<FitbitModuleShape>(DEFAULT_SHAPE)
    .build();
