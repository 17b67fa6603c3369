import { type FitbitModuleOptions, type UpstreamName } from 'nestjs-fitbit';
import { ManualClock } from '../../../../test/support/clocks';
import { ScriptedServer } from '../../../../test/support/scripted-server';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { connectGrant } from '../../spec-support/connect-grant';
import { scriptedOptions, TokenProcess } from '../../spec-support/token-process';
import type { Connection } from '../model/connection';

jest.setTimeout(60_000); // a bound for a busy machine

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;
const GONE = [
  ['without a body', { status: 410 }],
  ['with HTML of a proxy', { status: 410, headers: { 'content-type': 'text/html' }, body: '<html>Gone</html>' }],
] as const;
const GOOD = { body: { access_token: 'new', refresh_token: 'next', expires_in: 28_800, token_type: 'Bearer' } };
const UNAVAILABLE = { code: 'FITBIT_UPSTREAM_UNAVAILABLE' };
const IS_GONE = { code: 'FITBIT_UPSTREAM_GONE' };
const REFUSED: Record<UpstreamName, object> = {
  'google-health': { status: 400, body: { error: 'invalid_grant' } },
  'fitbit-web-api': { status: 400, body: { errors: [{ errorType: 'invalid_grant', message: 'no' }] } },
};

let database: FitbitDatabase;
let server: ScriptedServer;
let clock: ManualClock;
let first: TokenProcess;
let second: TokenProcess;

beforeAll(async () => {
  database = await createFitbitDatabase();
  server = await ScriptedServer.start();
});
afterAll(async () => {
  await server.close();
  await database.close();
});
afterEach(async () => {
  await first.close();
  await second.close();
});

async function start(upstream: UpstreamName, more: Partial<FitbitModuleOptions> = {}): Promise<void> {
  await database.dataSource.query('TRUNCATE fitbit_connection, fitbit_gone_answer CASCADE');
  server.reset();
  clock = new ManualClock(NOW);
  const options: FitbitModuleOptions = {
    upstream,
    ...scriptedOptions(server),
    clock,
    ...more,
  };
  first = await TokenProcess.start(database.url, options);
  second = await TokenProcess.start(database.url, options);
}

const connect = (userId: string) => connectGrant(first, userId, { expiresAt: new Date(NOW.getTime() - HOUR_MS) });
const row = async (userId: string) => (await first.connections.findByUser(userId)) as Connection;
const ask = async (process: TokenProcess, userId: string) => process.tokens.acquire(await row(userId));
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'ok',
    (error: { code?: string }) => error.code,
  );
async function states(): Promise<Record<string, number>> {
  const rows = await database.dataSource.query<{ state: string; count: number }[]>(
    'SELECT state, count(*)::int FROM fitbit_connection GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}
const told = (type: string) => [...first.told, ...second.told].filter((event) => event.type === type);

describe.each(['google-health', 'fitbit-web-api'] as const)('HTTP 410 of the token endpoint of %s', (upstream) => {
  beforeEach(() => start(upstream));

  it.each(GONE)(
    'for a moment, %s: 40 users who were asked once stay connected, and an alarm is raised',
    async (_, gone) => {
      server.always(gone);
      const codes = new Set<string | undefined>();
      for (let number = 0; number < 40; number++) {
        await connect(`user-${number}`);
        codes.add(await codeOf(ask(number % 2 === 0 ? first : second, `user-${number}`)));
      }
      expect([...codes]).toEqual([UNAVAILABLE.code]);
      expect(await states()).toEqual({ active: 40 });
      expect(told('configuration-alarm')).toHaveLength(upstream === 'fitbit-web-api' ? 2 : 0); // one a minute and process
      server.always(GOOD);
      for (let number = 0; number < 40; number++) expect(await ask(first, `user-${number}`)).toBe('new');
      expect(told('connection-state')).toEqual([]);
    },
  );

  it('a grant that was reported as revoked is tried again by the sweep, and a success makes it active', async () => {
    const ann = await connect('ann');
    server.next(REFUSED[upstream], REFUSED[upstream]).always(GOOD);
    await expect(first.tokens.renew(ann, { ignoreMassFailure: true })).rejects.toMatchObject({
      code: 'FITBIT_REAUTHORIZATION_REQUIRED',
    });
    expect(await first.connections.setState(ann, 'revoked')).toBe(true);
    clock.advance(HOUR_MS);
    await second.renewal.upkeep();
    expect(await states()).toEqual({ revoked: 1 });
    clock.advance(6 * HOUR_MS);
    expect(await second.renewal.upkeep()).toMatchObject({ renewed: 1 });
    expect(await states()).toEqual({ active: 1 });
    expect(second.told).toMatchObject([{ type: 'connection-state', userId: 'ann', state: 'active' }]);
  });
});

it('HTTP 410 of the token endpoint of google-health says nothing about the grant, however long it lasts', async () => {
  await start('google-health');
  await connect('ann');
  server.always({ status: 410 });
  for (let hours = 0; hours < 48; hours++) {
    expect(await codeOf(ask(first, 'ann'))).toBe(UNAVAILABLE.code);
    clock.advance(HOUR_MS);
  }
  expect(await states()).toEqual({ active: 1 });
});

describe('a Fitbit Web API that is gone', () => {
  beforeEach(() => start('fitbit-web-api'));

  /** Six hours of nothing but 410, for these users. */
  async function shutDown(...users: string[]): Promise<void> {
    server.always({ status: 410 });
    for (const hours of [0, 3, 3]) {
      clock.advance(hours * HOUR_MS);
      for (const user of users) await codeOf(ask(first, user));
    }
  }

  it('is gone after six hours and three attempts, also with one user; the event says so', async () => {
    await connect('ann');
    server.always({ status: 410 });
    expect(await codeOf(ask(first, 'ann'))).toBe(UNAVAILABLE.code);
    clock.advance(6 * HOUR_MS - 1);
    expect(await codeOf(ask(second, 'ann'))).toBe(UNAVAILABLE.code);
    expect(await codeOf(ask(first, 'ann'))).toBe(UNAVAILABLE.code);
    expect(await states()).toEqual({ active: 1 });
    clock.advance(1);
    expect(await codeOf(ask(second, 'ann'))).toBe(IS_GONE.code);
    expect(await states()).toEqual({ upstream_gone: 1 });
    expect(second.told.at(-1)).toMatchObject({ type: 'connection-state', userId: 'ann', state: 'upstream_gone' });
  });

  it('is not gone after two attempts, however far apart', async () => {
    await connect('ann');
    server.always({ status: 410 });
    await codeOf(ask(first, 'ann'));
    clock.advance(24 * HOUR_MS);
    expect(await codeOf(ask(first, 'ann'))).toBe(UNAVAILABLE.code);
    expect(await states()).toEqual({ active: 1 });
  });

  it.each([
    ['a refresh of another user', async () => void (await ask(second, 'bob'))],
    ['a refusal of another user', async () => void (await codeOf(ask(second, 'bob')))],
    ['an answer for data', () => second.grantStatus.recordAnswer()],
  ])('is not gone while it answers anything else: %s starts the six hours again', async (what, answer) => {
    for (const user of ['ann', 'bob']) await connect(user);
    server.always({ status: 410 });
    await codeOf(ask(first, 'ann'));
    clock.advance(5 * HOUR_MS);
    await codeOf(ask(first, 'ann'));
    server.always(what.includes('refusal') ? REFUSED['fitbit-web-api'] : GOOD);
    await answer();
    server.always({ status: 410 });
    for (let hours = 0; hours < 3; hours++) {
      clock.advance(2 * HOUR_MS - 1);
      expect(await codeOf(ask(first, 'ann'))).toBe(UNAVAILABLE.code);
    }
    expect((await row('ann')).state).toBe('active');
  });

  it('is taken back for all users by one success, and the events say so', async () => {
    const users = ['ann', 'bob', 'cem'];
    for (const user of users) await connect(user);
    await shutDown(...users);
    expect(await states()).toEqual({ upstream_gone: 3 });
    server.always(GOOD);
    await second.tokens.renew(await row('bob'));
    expect(await states()).toEqual({ active: 3 });
    const back = second.told.flatMap((event) => (event.type === 'connection-state' ? [event] : []));
    expect(back.map(({ userId, state }) => `${userId} ${state}`).sort()).toEqual(users.map((user) => `${user} active`));
    expect(await ask(first, 'cem')).toBe('new');
  });

  it('is tried again by the sweep with a few connections, and taken back for all', async () => {
    const users = Array.from({ length: 10 }, (_, number) => `user-${number}`);
    for (const user of users) await connect(user);
    await shutDown(...users);
    server.seen.length = 0;
    await first.renewal.upkeep();
    expect(server.seen).toHaveLength(3);
    server.always(GOOD);
    await first.renewal.upkeep();
    expect(server.seen).toHaveLength(4);
    expect(await states()).toEqual({ active: 10 });
  });

  it('leaves the grant of another upstream alone', async () => {
    await connect('ann');
    await database.dataSource.query("UPDATE fitbit_connection SET upstream = 'google-health', state = 'upstream_gone'");
    await first.renewal.upkeep();
    await expect(first.tokens.renew(await row('ann'))).rejects.toMatchObject({ code: 'FITBIT_NOT_CONNECTED' });
    expect(server.seen).toEqual([]);
  });
});

it('with the option upstreamGone every connection is upstream_gone, nothing is sent, and nothing is stored of that', async () => {
  await start('fitbit-web-api');
  await connect('ann');
  const gone = { upstream: 'fitbit-web-api', upstreamGone: true } as const;
  await first.close();
  await second.close();
  const common = { ...scriptedOptions(server), clock };
  first = await TokenProcess.start(database.url, { ...common, ...gone });
  second = await TokenProcess.start(database.url, { ...common, upstream: 'fitbit-web-api' });
  server.always(GOOD);
  expect(await row('ann')).toMatchObject({ state: 'upstream_gone' });
  expect(await codeOf(ask(first, 'ann'))).toBe('FITBIT_NOT_CONNECTED');
  clock.advance(48 * HOUR_MS);
  expect(await first.renewal.upkeep()).toMatchObject({ total: 0, renewed: 0 });
  expect(server.seen).toEqual([]);
  expect(await states()).toEqual({ active: 1 });
  expect(await second.tokens.acquire((await second.connections.findByUser('ann')) as Connection)).toBe('new');
});
