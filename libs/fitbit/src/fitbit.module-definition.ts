import { ConfigurableModuleBuilder } from '@nestjs/common';
import type { FitbitModuleOptions } from './options/fitbit-module-options';
import { DEFAULT_SHAPE, type FitbitModuleShape } from './options/fitbit-module-shape';
import { FITBIT_RAW_OPTIONS } from './options/tokens';

export const { ConfigurableModuleClass, OPTIONS_TYPE, ASYNC_OPTIONS_TYPE } =
  new ConfigurableModuleBuilder<FitbitModuleOptions>({ optionsInjectionToken: FITBIT_RAW_OPTIONS })
    .setClassMethodName('forRoot')
    .setExtras<FitbitModuleShape>(DEFAULT_SHAPE)
    .build();
