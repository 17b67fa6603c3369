import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import request from 'supertest';
import type { App } from 'supertest/types';
import { createTemporaryDatabase, type TemporaryDatabase } from '../../tools/support/temporary-database';
import { AppModule } from './readme-example';

jest.setTimeout(60_000); // a bound for a busy machine

const ROOT = path.resolve(__dirname, '..', '..');
const read = (file: string) => readFile(path.join(ROOT, file), 'utf8');

describe('the README', () => {
  it('shows the example that is compiled, to the letter', async () => {
    const [, block] = /```ts\n([^]*?)```/.exec(await read('README.md')) ?? [];
    expect(block).toBe(await read('test/types/readme-example.ts'));
  });

  it('leads to a page that names every option of the module', async () => {
    const source = await read('libs/fitbit/src/options/fitbit-module-options.ts');
    const [, body = ''] = /export interface FitbitModuleOptions \{([^]*?)\n\}/.exec(source) ?? [];
    const options = [...body.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name);
    expect(options.length).toBeGreaterThan(10);
    expect(await read('README.md')).toContain('(docs/options.md)');
    const page = await read('docs/options.md');
    expect(options.filter((name) => !new RegExp(`\`${name}[.\`]`).test(page))).toEqual([]);
  });

  it('leads to a page that names every variable of .env.example', async () => {
    const names = [...(await read('.env.example')).matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
    const page = await read('docs/options.md');
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('links only to existing files', async () => {
    const links = [...(await read('README.md')).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    await expect(Promise.all(links.map(read))).resolves.toHaveLength(links.length);
  });
});

describe('the example of the README', () => {
  let database: TemporaryDatabase;
  const { DATABASE_URL: serverUrl } = process.env;
  let app: INestApplication<App>;

  beforeAll(async () => {
    database = await createTemporaryDatabase();
    Object.assign(process.env, {
      DATABASE_URL: database.url,
      FITBIT_CONSUMER_KEY: 'key',
      FITBIT_CONSUMER_SECRET: 'secret',
      FITBIT_KEY: randomBytes(32).toString('base64'),
    });
    app = await NestFactory.create(AppModule, { logger: false, abortOnError: false });
    app.use((incoming: { user?: { id: string }; headers: Record<string, string> }, _: unknown, next: () => void) => {
      if (incoming.headers['x-user']) incoming.user = { id: incoming.headers['x-user'] };
      next();
    });
    await app.init();
  });
  afterAll(async () => {
    await app.close();
    process.env.DATABASE_URL = serverUrl;
    await database.drop();
  });

  it('sends a user who is not signed in to sign in', async () => {
    const { headers } = await request(app.getHttpServer()).get('/fitbit/login').expect(302);
    expect(headers.location).toBe('/sign-in?next=%2Ffitbit%2Flogin');
  });

  it('sends a signed-in user to the consent page', async () => {
    const { headers } = await request(app.getHttpServer()).get('/fitbit/login').set('x-user', '1').expect(302);
    expect(headers.location).toMatch(/^https:\/\/accounts\.google\.com\/o\/oauth2\/v2\/auth\?/);
  });

  it('answers its own route from what is stored', async () => {
    const answer = await request(app.getHttpServer()).get('/january').set('x-user', '1').expect(200);
    expect(answer.body).toMatchObject({ resource: 'activities/steps', points: [] });
  });
});
