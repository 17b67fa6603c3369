import { BullModule } from '@nestjs/bull';
import type { INestApplication, ModuleMetadata, Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { QueueOptions } from 'bull';
import { randomBytes } from 'node:crypto';
import { FitbitModule, type FitbitModuleOptions, type FitbitModuleShape, type FitbitUser } from 'nestjs-fitbit';
import { FITBIT_OPTIONS, FitbitUpstream, type ResolvedFitbitOptions } from './internals';
import { freePort } from '../../tools/support/ports';
import { createFitbitDatabase, dataSourceOptions, type FitbitDatabase } from '../../tools/support/fitbit-database';
import { createRedisKeyspace, type RedisKeyspace } from '../../tools/support/redis-keyspace';

/** The services of one spec file: a migrated database and a key prefix. */
export interface HostServices {
  readonly database: FitbitDatabase;
  readonly redis: RedisKeyspace;
  close(): Promise<void>;
}

export async function startServices(): Promise<HostServices> {
  const redis = createRedisKeyspace();
  const database = await createFitbitDatabase();
  return {
    database,
    redis,
    close: async () => {
      await database.close();
      await redis.clear();
    },
  };
}

/** Who is signed in is said by a header; `!` in front of the id makes the user inactive. */
export function userOf(request: { headers: Record<string, unknown> }): FitbitUser | undefined {
  const id = request.headers['x-user'];
  if (typeof id !== 'string' || id === '') return undefined;
  return id.startsWith('!') ? { id: id.slice(1), isActive: false } : { id };
}

export interface HostApp {
  readonly app: INestApplication;
  /** Base URL of the running application. */
  readonly url: string;
  /** As the module was given them. */
  readonly options: FitbitModuleOptions;
  close(): Promise<void>;
}

export interface HostAppSettings {
  readonly services: HostServices;
  readonly upstreamBaseUrl: string;
  readonly options?: Partial<FitbitModuleOptions>;
  readonly shape?: FitbitModuleShape;
  /** How the module is given its options. */
  readonly async?: boolean;
  /** A port that must be known beforehand, because the callback URL holds it. */
  readonly port?: number;
  readonly adapter?: () => ConstructorParameters<Type>[0];
  /** Where the host's Redis is, when not at the services' own address. */
  readonly redisUrl?: string;
  /** What the host asks of all its queues. */
  readonly bull?: QueueOptions;
  /** The host's own modules. */
  readonly imports?: ModuleMetadata['imports'];
  /** Stands in for the adapter that the options ask for. */
  readonly upstream?: (options: ResolvedFitbitOptions) => FitbitUpstream;
  /** What the host does before it listens, for example with its view engine. */
  readonly configure?: (app: INestApplication) => void | Promise<void>;
}

const KEY = randomBytes(32).toString('base64');

/** A Nest application as a team would write it, with the real module, Postgres and Redis. */
export async function startHostApp(settings: HostAppSettings): Promise<HostApp> {
  const { services, shape = {} } = settings;
  const port = settings.port ?? (await freePort());
  const options: FitbitModuleOptions = {
    consumerKey: 'sandbox-client',
    consumerSecret: 'sandbox-secret',
    callbackUrl: `http://127.0.0.1:${port}/${shape.routePrefix ?? 'fitbit'}/complete`,
    encryptionKeys: [{ id: 'test', key: KEY }],
    upstreamBaseUrl: settings.upstreamBaseUrl,
    user: userOf,
    historicalInitDelay: 0,
    betweenDelay: 0,
    authorizationAttemptsPerMinute: 0,
    ...settings.options,
  };
  const fitbit = settings.async
    ? FitbitModule.forRootAsync({ ...shape, useFactory: () => Promise.resolve(options) })
    : FitbitModule.forRoot({ ...shape, ...options });
  const builder = Test.createTestingModule({
    imports: [
      TypeOrmModule.forRoot(dataSourceOptions(services.database.url)),
      BullModule.forRoot({
        url: settings.redisUrl ?? services.redis.url,
        prefix: services.redis.prefix,
        ...settings.bull,
      }),
      fitbit,
      ...(settings.imports ?? []),
    ],
  });
  if (settings.upstream) {
    builder.overrideProvider(FitbitUpstream).useFactory({ factory: settings.upstream, inject: [FITBIT_OPTIONS] });
  }
  const testing = await builder.compile();
  const app = testing.createNestApplication(
    (settings.adapter?.() as ExpressAdapter | undefined) ?? new ExpressAdapter(),
  );
  app.useLogger(process.env.TEST_LOG ? ['log', 'warn', 'error'] : false);
  await settings.configure?.(app);
  await app.listen(port, '127.0.0.1');
  return { app, url: `http://127.0.0.1:${port}`, options, close: () => app.close() };
}
