import { BullModule } from '@nestjs/bull';
import { Module, type NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import { FitbitModule, type FitbitModuleOptions } from 'nestjs-fitbit';
import { randomBytes } from 'node:crypto';
import { dataSourceOptions } from '../../tools/support/fitbit-database';
import { type HostServices, startServices } from '../support/host-app';

const KEY = randomBytes(32).toString('base64');
const GOOGLE = { subscribe: true, google: { webhookSecrets: ['Bearer a-secret-of-the-test'] } };
const LEGACY = { upstream: 'fitbit-web-api', subscribe: true, subscriberId: '1', verificationCode: 'c0de' } as const;

@Module({})
class AppModule {}

describe('an application that keeps no raw bodies', () => {
  let services: HostServices;

  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services.close());

  /** Starts as `main.ts` of a host does, and stops at once. */
  async function start(
    given: Partial<FitbitModuleOptions>,
    creation: NestApplicationOptions = {},
    adapter?: FastifyAdapter,
  ): Promise<void> {
    const imports = [
      TypeOrmModule.forRoot(dataSourceOptions(services.database.url)),
      BullModule.forRoot({ url: services.redis.url, prefix: services.redis.prefix }),
      FitbitModule.forRoot({
        consumerKey: 'sandbox-client',
        consumerSecret: 'sandbox-secret',
        callbackUrl: 'http://127.0.0.1:1/fitbit/complete',
        encryptionKeys: [{ id: 'test', key: KEY }],
        upstreamBaseUrl: 'http://127.0.0.1:1',
        workers: false,
        ...given,
      }),
    ];
    const options = { logger: false, abortOnError: false, ...creation } as const;
    const module = { module: AppModule, imports };
    const app = await (adapter ? NestFactory.create(module, adapter, options) : NestFactory.create(module, options));
    try {
      await app.listen(0, '127.0.0.1');
    } finally {
      await app.close();
    }
  }

  it.each([
    ['google-health on Express', GOOGLE, undefined],
    ['google-health on Fastify', GOOGLE, () => new FastifyAdapter()],
    ['fitbit-web-api on Express', LEGACY, undefined],
    ['fitbit-web-api on Fastify', LEGACY, () => new FastifyAdapter()],
  ])('refuses to start when it needs notifications, and says what to enable (%s)', async (_, options, adapter) => {
    const starting = start(options, {}, adapter?.());
    await expect(starting).rejects.toThrow('NestFactory.create(AppModule, { rawBody: true })');
  });

  it.each<[string, Partial<FitbitModuleOptions>, NestApplicationOptions]>([
    ['keeps them', GOOGLE, { rawBody: true }],
    ['parses bodies by itself', GOOGLE, { bodyParser: false }],
    ['is not notified', { subscribe: true }, {}],
    ['stores nothing', { ...GOOGLE, subscribe: false }, {}],
  ])('starts when it %s', async (_, options, creation) => {
    await expect(start(options, creation)).resolves.toBeUndefined();
  });
});
