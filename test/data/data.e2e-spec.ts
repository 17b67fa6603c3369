import { FastifyAdapter } from '@nestjs/platform-fastify';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FitbitService } from 'nestjs-fitbit';
import { answerConsent, Browser } from '../support/browser';
import { connectUser } from '../support/connect';
import { ManualClock } from '../support/clocks';
import { type HostApp } from '../support/host-app';
import { Stage } from '../support/stage';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

interface Answer {
  meta: { total_count: number; status_code: number };
  objects: { dateTime: string; value: string }[];
}

describe.each([
  ['Express', GOOGLE_HEALTH.name, () => new ExpressAdapter()],
  ['Fastify', GOOGLE_HEALTH.name, () => new FastifyAdapter({ routerOptions: { ignoreTrailingSlash: true } })],
  ['Express', FITBIT_WEB_API.name, () => new ExpressAdapter()],
] as const)('get_data (%s, %s)', (_, name, adapter) => {
  const upstream = name === 'google-health' ? GOOGLE_HEALTH : FITBIT_WEB_API;
  const clock = new ManualClock(new Date());
  let stage: Stage;
  let stored: HostApp;
  let live: HostApp;

  beforeAll(async () => {
    const options = { upstream: name, requestsPerMinutePerUser: 0, clock };
    stage = await Stage.open(
      { people: 3, seed: 3 },
      { adapter, options: { ...options, subscribe: true, subscriberId: '1' } },
    );
    stored = stage.host;
    live = await stage.startHost({ adapter, options, shape: { workers: false } });
    await stage.import('alice', 'p1');
  }, 90_000);
  afterAll(async () => {
    await live.close();
    await stage.close();
  });
  afterEach(() => stage.control.heal());

  async function read(host: HostApp, path: string, user = 'alice'): Promise<Answer> {
    const page = await new Browser({ 'x-user': user }).get(`${host.url}/fitbit/${path}`);
    expect(page.status).toBe(200);
    expect(page.headers.get('cache-control')).toBe('no-store');
    return JSON.parse(page.text) as Answer;
  }
  const statusOf = async (host: HostApp, path: string, user?: string) =>
    (await read(host, path, user)).meta.status_code;
  const failed = (status: number): Answer => ({ meta: { total_count: 0, status_code: status }, objects: [] });

  it.each(['activities/steps', 'activities/tracker/distance', 'foods/log/water', 'sleep/startTime', 'body/weight'])(
    '[R8] gives %s as the upstream has it, oldest first, and the same live as stored',
    async (resource) => {
      const truth = (await stage.control.truth('p1', name)).filter((point) => point.resource === resource);
      const expected = truth.map(({ date, value }) => ({ dateTime: date, value }));
      const answer = await read(stored, `get_data/${resource}?period=max`);
      expect(answer).toEqual({ meta: { total_count: expected.length, status_code: 100 }, objects: expected });
      const from = truth.at(-20)?.date ?? '2026-01-01';
      const to = truth.at(-3)?.date ?? '2026-01-02';
      const query = `get_data/${resource}?base_date=${from}&end_date=${to}`;
      expect(await read(live, query)).toEqual(await read(stored, query));
    },
  );

  it('[R9] answers get_steps with the steps, under their old address', async () => {
    expect(await read(stored, 'get_steps?period=30d')).toEqual(
      await read(stored, 'get_data/activities/steps?period=30d'),
    );
    expect(await statusOf(stored, 'get_steps/?period=30d')).toBe(100);
  });

  it('[R8] answers a resource that the upstream does not have with 100 and no objects', async () => {
    for (const host of [stored, live])
      expect(await read(host, `get_data/${upstream.missing}?period=1y`)).toEqual({ ...failed(100) });
  });

  it.each(['heart/rate', 'activities/nope', 'sleep/steps', 'steps', '..%2factivities/steps'])(
    '[R8] answers 104 for the unknown resource %s, signed in or not',
    async (resource) => {
      expect(await read(stored, `get_data/${resource}?period=1d`)).toEqual(failed(104));
      expect(await statusOf(stored, `get_data/${resource}?period=1d`, '')).toBe(104);
    },
  );

  it('[R8] answers 101 without a signed-in, active user, before it checks parameters', async () => {
    expect(await read(stored, 'get_data/activities/steps?period=nope', '')).toEqual(failed(101));
    expect(await statusOf(live, 'get_data/activities/steps?period=1d', '!alice')).toBe(101);
  });

  it('[R8] answers 102 for a user without connection and stored data, before it checks parameters', async () => {
    expect(await read(live, 'get_data/activities/steps?period=nope', 'bob')).toEqual(failed(102));
    expect(await statusOf(stored, 'get_data/activities/steps?period=1d', 'bob')).toBe(100);
  });

  it.each([
    '',
    'period=1d&end_date=2026-01-01&base_date=2026-01-01',
    'end_date=2026-01-01',
    'period=2d',
    'period=1d&base_date=yesterday',
    'period=1d&base_date=2026-02-30',
    'period=1d&period=7d',
    'base_date=2026-02-01&end_date=2026-01-01',
  ])('[R8] answers 104 for the parameters "%s"', async (query) => {
    for (const host of [stored, live])
      expect(await read(host, `get_data/activities/steps?${query}`)).toEqual(failed(104));
  });

  it('[R8] answers 405 for anything but GET', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
      const url = new URL(`${stored.url}/fitbit/get_data/activities/steps?period=1d`);
      const page = await new Browser({ 'x-user': 'alice' }).send(url, { method });
      expect([page.status, page.headers.get('allow')]).toEqual([405, 'GET']);
    }
  });

  it('[R8] answers 105 when the upstream says that its quota is spent', async () => {
    await stage.control.fail({
      match: { path: upstream.stepsPath },
      status: 429,
      body: { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } },
    });
    expect(await read(live, 'get_data/activities/steps?period=1d')).toEqual(failed(105));
  });

  it.each([
    ['answers 500', { status: 500, body: 'no' }],
    ['breaks off', { drop: true }],
    ['answers nonsense', { status: 200, body: '<html>' }],
  ])('[R8] answers 106 when the upstream %s', async (_name, fault) => {
    await stage.control.fail({ match: { path: upstream.stepsPath }, ...fault });
    expect(await read(live, 'get_data/activities/steps?period=1d')).toEqual(failed(106));
  });

  it('[R8] answers 106 for a scope that the user did not grant', async () => {
    const browser = new Browser({ 'x-user': 'carol' });
    const login = await browser.get(`${live.url}/fitbit/login`);
    const back = await answerConsent(browser, login.location as URL, {
      person: 'p3',
      keep: (scope) => scope !== upstream.sleepScope,
    });
    await browser.get(back.location as URL);
    expect(await read(live, 'get_data/sleep/minutesAsleep?period=7d', 'carol')).toEqual(failed(106));
    expect(await statusOf(live, 'get_data/activities/steps?period=7d', 'carol')).toBe(100);
  });

  it('[R8] answers 103 once when the grant is gone, then 102', async () => {
    await connectUser(live, 'dave', { person: 'p2' });
    await stage.control.fail({ match: { path: upstream.tokenPath }, status: 400, body: { error: 'invalid_grant' } });
    clock.advance(24 * 3_600_000);
    expect(await read(live, 'get_data/activities/steps?period=7d', 'dave')).toEqual(failed(103));
    expect(await read(live, 'get_data/activities/steps?period=7d', 'dave')).toEqual(failed(102));
    expect(await live.app.get(FitbitService).isIntegrated({ id: 'dave' })).toBe(false);
  });

  it('[R8] serves stored data to a user who has disconnected', async () => {
    await stored.app.get(FitbitService).disconnect('alice');
    expect((await read(stored, 'get_data/activities/steps?period=max')).objects.length).toBeGreaterThan(300);
  });
});
