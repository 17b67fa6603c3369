import { BullModule } from '@nestjs/bull';
import { Body, Controller, type INestApplication, Module, Post, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { TypeOrmModule } from '@nestjs/typeorm';
import express from 'express';
import { FitbitModule } from 'nestjs-fitbit';
import { createHmac, randomBytes } from 'node:crypto';
import { type IncomingMessage, request as send } from 'node:http';
import { dataSourceOptions } from '../../tools/support/fitbit-database';
import { type HostServices, startServices } from '../support/host-app';

const SECRET = 'sandbox-secret';
const NOTIFICATION = {
  collectionType: 'activities',
  date: '2026-01-31',
  ownerId: 'UNKNOWN',
  ownerType: 'user',
  subscriptionId: 's1',
};

/** Routes of the host, some of which resemble ours. */
@Controller()
class HostController {
  @Post(['own', 'fitbit/updates', 'fitbit/update/own', 'update'])
  echo(@Body() body: unknown): unknown {
    return body;
  }
}

@Module({ controllers: [HostController] })
class AppModule {}

@Controller('users')
class UsersController {
  @Post('update')
  echo(@Body() body: unknown): unknown {
    return body;
  }
}

@Module({ controllers: [UsersController] })
class UsersModule {}

describe('the body of a notification', () => {
  let services: HostServices;
  let app: INestApplication | undefined;

  beforeAll(async () => {
    services = await startServices();
  });
  afterEach(() => app?.close());
  afterAll(() => services.close());

  /** Starts as `main.ts` of a host does; nothing is said about raw bodies. */
  async function start(
    adapter: ExpressAdapter | FastifyAdapter,
    configure: (app: INestApplication) => void = () => undefined,
    { module = AppModule, ...shape }: { readonly module?: typeof AppModule; readonly routePrefix?: string } = {},
  ): Promise<string> {
    const imports = [
      TypeOrmModule.forRoot(dataSourceOptions(services.database.url)),
      BullModule.forRoot({ url: services.redis.url, prefix: services.redis.prefix }),
      FitbitModule.forRoot({
        upstream: 'fitbit-web-api',
        subscribe: true,
        subscriberId: '1',
        verificationCode: 'c0de',
        consumerKey: 'sandbox-client',
        consumerSecret: SECRET,
        callbackUrl: 'http://127.0.0.1:1/fitbit/complete',
        encryptionKeys: [{ id: 'test', key: randomBytes(32).toString('base64') }],
        upstreamBaseUrl: 'http://127.0.0.1:1',
        workers: false,
        ...shape,
      }),
    ];
    app = await NestFactory.create({ module, imports }, adapter, { logger: false, abortOnError: false });
    configure(app);
    await app.listen(0, '127.0.0.1');
    return app.getUrl();
  }

  async function post(url: string, body = JSON.stringify([NOTIFICATION])): Promise<[number, string]> {
    const signature = createHmac('sha1', `${SECRET}&`).update(body).digest('base64');
    const headers = { 'content-type': 'application/json', 'x-fitbit-signature': signature };
    const response = await fetch(url, { method: 'POST', headers, body });
    return [response.status, await response.text()];
  }

  it.each([
    ['Express', () => new ExpressAdapter(), ['/api/v1/fitbit/update', '/api/V1/Fitbit/Update/']],
    ['Fastify', () => new FastifyAdapter(), ['/api/v1/fitbit/update', '/api/v1/%66itbit/update']],
  ])(
    'needs no setting of the host, behind a prefix and a version, however the path is spelled (%s)',
    async (_, adapter, paths) => {
      const url = await start(adapter(), (host) => {
        host.setGlobalPrefix('api');
        host.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });
      });
      for (const path of paths) {
        expect(await post(`${url}${path}`)).toEqual([204, '']);
        expect((await post(`${url}${path}`, '{"'))[0]).toBe(400); // signed, and not JSON
      }
      for (const path of ['own', 'fitbit/updates', 'fitbit/update/own', 'update']) {
        expect(await post(`${url}/api/v1/${path}`, '{"own":1}')).toEqual([201, '{"own":1}']);
      }
    },
  );

  it.each([
    ['Express', () => new ExpressAdapter()],
    ['Fastify', () => new FastifyAdapter()],
  ])(
    "without a route prefix, bodies of the host's routes with the same last name stay as they are (%s)",
    async (_, adapter) => {
      const url = await start(adapter(), undefined, { module: UsersModule, routePrefix: '' });
      expect(await post(`${url}/update`)).toEqual([204, '']);
      expect(await post(`${url}/users/update`, '{"own":1}')).toEqual([201, '{"own":1}']);
    },
  );

  it('is not parsed before its signature is verified when a fragment follows the path', async () => {
    const { port } = new URL(await start(new ExpressAdapter()));
    const headers = { 'content-type': 'application/json' };
    const status = await new Promise((resolve, reject) => {
      // `fetch` would leave the fragment out.
      const sent = send({ port, method: 'POST', path: '/fitbit/update#forged', headers }, (answer) =>
        resolve(answer.resume().statusCode),
      );
      sent.on('error', reject).end('{"'); // a parser would answer 400
    });
    expect(status).toBe(404);
  });

  it.each([
    ['keeps the bytes', (request: IncomingMessage, bytes: Buffer) => Object.assign(request, { rawBody: bytes }), 204],
    ['does not keep the bytes, so that the sender tries again', () => undefined, 503],
  ])('is answered with the right status by a host that reads bodies before us and %s', async (_, keep, status) => {
    const server = express();
    server.use(express.json({ verify: (request, _response, bytes) => void keep(request, bytes) }));
    const url = await start(new ExpressAdapter(server));
    expect((await post(`${url}/fitbit/update`))[0]).toBe(status);
  });
});
