import { BullModule } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FITBIT_ENTITIES, FITBIT_MIGRATIONS } from 'nestjs-fitbit';
import { ENVIRONMENT, type Environment } from './environment';
import { EnvironmentModule } from './environment.module';
import type { Variables } from './variables';

/** What the module needs from its host: a database with its entities and migrations, and Redis for its queues. */
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [ENVIRONMENT],
      useFactory: ({ databaseUrl }: Environment) => ({
        type: 'postgres' as const,
        url: databaseUrl,
        entities: [...FITBIT_ENTITIES],
        migrations: [...FITBIT_MIGRATIONS],
        retryAttempts: 3,
        retryDelay: 1000,
      }),
    }),
    BullModule.forRootAsync({
      inject: [ENVIRONMENT],
      useFactory: ({ redisUrl, redisPrefix }: Environment) => ({
        url: redisUrl,
        ...(redisPrefix !== undefined && { prefix: redisPrefix }),
      }),
    }),
  ],
})
export class PlatformModule {
  /** @throws EnvironmentError */
  static async register(variables?: Variables): Promise<DynamicModule> {
    return { module: PlatformModule, imports: [await EnvironmentModule.register(variables)] };
  }
}
