import { type DynamicModule, Module } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { EnhancersModule } from './enhancers/enhancers.module';
import { FitbitOptionsModule } from './fitbit-options.module';
import { type ASYNC_OPTIONS_TYPE, type OPTIONS_TYPE } from './fitbit.module-definition';
import { FitbitServiceModule } from './fitbit-service.module';
import { FitbitHttpModule } from './http/fitbit-http.module';
import { DEFAULT_SHAPE, type FitbitModuleShape } from './options/fitbit-module-shape';
import { checkShape } from './options/unknown-options';
import { FitbitWorkerModule } from './worker/fitbit-worker.module';

/**
 * Lets the users of a Nest application connect their Fitbit. The host provides TypeORM (with `FITBIT_ENTITIES` and
 * `FITBIT_MIGRATIONS`) and Bull; the module adds routes, workers and {@link FitbitService}.
 */
@Module({ imports: [FitbitServiceModule, EnhancersModule], exports: [FitbitServiceModule, EnhancersModule] })
export class FitbitModule {
  /** The application fails to start with a FitbitOptionsError that names every option that is missing or wrong. */
  static forRoot(options: typeof OPTIONS_TYPE): DynamicModule {
    return compose(FitbitOptionsModule.forRoot(options), options);
  }

  /**
   * As {@link forRoot}; `http`, `workers`, `routePrefix` and `dataSource` stand beside `useFactory`.
   *
   * @throws FitbitOptionsError for another name beside `useFactory`.
   */
  static forRootAsync(options: typeof ASYNC_OPTIONS_TYPE): DynamicModule {
    checkShape(options);
    return compose(FitbitOptionsModule.forRootAsync(options), options);
  }
}

function compose(options: DynamicModule, given: FitbitModuleShape): DynamicModule {
  const { http = DEFAULT_SHAPE.http, workers = DEFAULT_SHAPE.workers, routePrefix = DEFAULT_SHAPE.routePrefix } = given;
  const routes = RouterModule.register([{ path: routePrefix, module: FitbitHttpModule }]);
  const optional = [
    ...(http ? [FitbitHttpModule.below(routePrefix), routes] : []),
    ...(workers ? [FitbitWorkerModule] : []),
  ];
  return {
    module: FitbitModule,
    imports: [FitbitOptionsModule.withDataSource(options, given), ...optional],
  };
}
