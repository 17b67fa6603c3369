import { Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule, ConfigService } from '@nestjs/config';
import { ENVIRONMENT, readEnvironment } from './environment';
import type { Variables } from './variables';

/** Provides the checked environment to every module: `.env` and the process's variables, or the given `variables`. */
@Module({})
export class EnvironmentModule {
  /**
   * Asynchronous, so that a problem with the environment is thrown here, not in the middle of Nest's start.
   *
   * @throws EnvironmentError
   */
  static async register(variables?: Variables): Promise<DynamicModule> {
    if (variables) return provide([], { provide: ENVIRONMENT, useValue: readEnvironment(variables) });
    let seen: Variables = {};
    const config = await ConfigModule.forRoot({
      validate: (merged: Record<string, string>) => {
        readEnvironment(merged);
        seen = merged;
        return merged;
      },
    });
    return provide([config], {
      provide: ENVIRONMENT,
      inject: [ConfigService],
      useFactory: (service: ConfigService) => readEnvironment(lookup(service, Object.keys(seen))),
    });
  }
}

function lookup(service: ConfigService, names: readonly string[]): Variables {
  return Object.fromEntries(names.map((name) => [name, service.get<string>(name)]));
}

function provide(
  imports: NonNullable<DynamicModule['imports']>,
  provider: NonNullable<DynamicModule['providers']>[number],
): DynamicModule {
  return { module: EnvironmentModule, global: true, imports, providers: [provider], exports: [ENVIRONMENT] };
}
