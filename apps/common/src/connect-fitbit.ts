import type { DynamicModule } from '@nestjs/common';
import { FitbitModule, type FitbitModuleOptions, type FitbitModuleShape } from 'nestjs-fitbit';
import { ENVIRONMENT, type Environment } from './environment';

/** The module with its options from the environment. `more` adds the options that only code can give. */
export function connectFitbit(
  shape: FitbitModuleShape,
  more: (environment: Environment) => Partial<FitbitModuleOptions> = () => ({}),
): DynamicModule {
  return FitbitModule.forRootAsync({
    ...shape,
    inject: [ENVIRONMENT],
    useFactory: (environment: Environment) => ({ ...environment.fitbit, ...more(environment) }),
  });
}
