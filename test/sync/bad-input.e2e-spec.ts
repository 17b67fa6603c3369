import { getQueueToken } from '@nestjs/bull';
import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import type { Queue } from 'bull';
import { type DataPoint, FitbitService, type UpstreamName, type DateRange } from 'nestjs-fitbit';
import { HISTORICAL_QUEUE, civilDateIn, datesOf, daysIn, tile } from '../support/internals';
import { connectUser } from '../support/connect';
import { HalfClosingProxy } from '../support/half-closing-proxy';
import { TickingClock } from '../support/clocks';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl, type TruthPoint } from '../../tools/support/sandbox-control';
import { fillHoles, runSweeps } from '../support/sweeps';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

jest.setTimeout(60_000); // a bound for a busy machine

const NOON = new Date('2026-05-04T12:00:00Z');
const RESOURCES = ['activities/steps', 'sleep/minutesAsleep'];
const SUBSCRIPTIONS = { activities: ['steps'], sleep: ['minutesAsleep'] };
const byText = (a: TruthPoint, b: TruthPoint) => (`${a.resource} ${a.date}` < `${b.resource} ${b.date}` ? -1 : 1);

/** What was imported, against what the sandbox knows. */
class Imports {
  private readonly fitbit: FitbitService;

  constructor(
    readonly host: HostApp,
    private readonly control: SandboxControl,
    private readonly upstream: UpstreamName,
  ) {
    this.fitbit = host.app.get(FitbitService);
  }

  progress = (user: string) => this.fitbit.importProgress(user);
  disconnect = (user: string) => this.fitbit.disconnect(user);

  async stored(user: string): Promise<DataPoint[]> {
    const points: DataPoint[] = [];
    for await (const point of this.fitbit.allPoints(user)) points.push(point);
    return points.sort(byText);
  }

  /** Rows are what the upstream has, today among them, which is no part of a history. */
  async isWhole(user: string, person: string, from = ''): Promise<void> {
    await until(`the history of ${user}`, async () => (await this.progress(user))?.complete, 50_000);
    const truth = (await this.control.truth(person, this.upstream))
      .filter(({ resource, date }) => RESOURCES.includes(resource) && date >= from)
      .sort(byText);
    const isThere = async () => JSON.stringify(await this.stored(user)) === JSON.stringify(truth);
    await until('all rows', isThere, 10_000).catch(() => undefined);
    expect(await this.stored(user)).toEqual(truth);
    expect((await this.progress(user))?.failures).toEqual([]);
  }
}

const UPSTREAMS = [GOOGLE_HEALTH, FITBIT_WEB_API];

describe.each(UPSTREAMS)('an import from an upstream that misbehaves ($name)', (facts) => {
  const { name, stepsPath, sleepPath } = facts;
  const clock = new TickingClock(NOON);
  let sandbox: Sandbox;
  let proxy: HalfClosingProxy;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let imports: Imports;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 8, seed: 3, years: 1, quota: false, now: NOON });
    proxy = await HalfClosingProxy.start(new URL(sandbox.url));
    control = new SandboxControl(sandbox);
    services = await startServices();
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      upstream: (options) => facts.create(options, proxy.url, 1_000),
      options: {
        upstream: name,
        subscribe: true,
        subscriberId: '1',
        subscriptions: SUBSCRIPTIONS,
        requestsPerMinutePerUser: 0,
        clock,
      },
    });
    imports = new Imports(host, control, name);
  });
  afterAll(async () => {
    await host.close();
    await proxy.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    await control.heal();
    await control.resetRequests();
  });

  it('imports everything over connections that are half-closed in the middle of answers', async () => {
    proxy.cutNext(2, stepsPath);
    await connectUser(host, 'cut', { person: 'p2' });
    await imports.isWhole('cut', 'p2');
    expect(proxy.cut).toBe(2);
  });

  it('imports everything when answers are lost, or are HTML with 200 or 500', async () => {
    await control.fail(
      { match: { path: stepsPath }, drop: true, times: 1 },
      { match: { path: stepsPath }, drop: 'answer', times: 1 },
      { match: { path: sleepPath }, status: 200, body: '<html>hello</html>', times: 1 },
      { match: { path: sleepPath }, status: 500, body: '<html>oh</html>', times: 1 },
    );
    await connectUser(host, 'html', { person: 'p3' });
    await imports.isWhole('html', 'p3');
  });

  it('abandons an answer that takes 30 seconds and asks again', async () => {
    await control.fail({ match: { path: stepsPath }, delayMs: 30_000, times: 2 });
    await connectUser(host, 'slow', { person: 'p4' });
    const failure = await until('the failure', async () => (await imports.progress('slow'))?.failures.at(0));
    expect(failure).toMatchObject({
      code: 'FITBIT_UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('1000 ms') as string,
    });
    await imports.isWhole('slow', 'p4');
  });
});

describe.each(UPSTREAMS)("an hour between our clock and the upstream's ($name)", ({ name, dataPath }) => {
  it.each([
    ['ahead of it, when its day is about to end', 1, '2026-05-04T21:30:00Z'],
    ['behind it, when its day has just begun', -1, '2026-05-04T22:30:00Z'],
  ])('ours is %s: every day is right, no token is refused, nothing is final too early', async (_, hours, now) => {
    const sandbox = await startSandbox({ people: 1, seed: 3, years: 1, quota: false, now: new Date(now) });
    const control = new SandboxControl(sandbox);
    const services = await startServices();
    const clock = new TickingClock(new Date(Date.parse(now) + hours * 3_600_000));
    const options = { upstream: name, subscribe: true, subscriberId: '1', subscriptions: SUBSCRIPTIONS, clock };
    const host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
    const imports = new Imports(host, control, name);
    const pass = (ms: number) => [sandbox.clock, clock].forEach((one) => one.advance(ms));
    try {
      await connectUser(host, 'alice', { person: 'p1' });
      await until('the history', async () => (await imports.progress('alice'))?.complete);
      const [{ last = '' } = {}] = await services.database.dataSource.query<{ last: string }[]>(
        'SELECT (max(upper(final)) - 1)::text AS last FROM fitbit_coverage',
      );
      expect(last <= '2026-05-03').toBe(true);
      // Access tokens live for one hour at Google, and for eight at Fitbit.
      for (let hour = 0; hour < 12; hour += 1) {
        pass(3_600_000);
        await control.call('POST', 'people/p1/sync', {});
        await host.app.get(FitbitService).refreshProfile('alice');
        await fillHoles(host, 'alice');
      }
      expect(civilDateIn('Europe/Berlin', clock.now())).toBe('2026-05-05');
      await runSweeps(host, 'changing');
      await imports.isWhole('alice', 'p1');
      const answers = await control.call<{ path: string; status: number }[]>('GET', 'requests');
      expect(answers.filter(({ path }) => path.includes(dataPath)).length).toBeGreaterThan(0);
      expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
    } finally {
      await host.close();
      await services.close();
      await sandbox.close();
    }
  });
});

describe('answers that loop', () => {
  const steps = { civilStartTime: { date: { year: 2026, month: 5, day: 3 } }, steps: { countSum: '7' } };
  const round = { status: 200, body: { rollupDataPoints: [steps], nextPageToken: 'a' } };
  const emptyRound = { status: 200, body: { dataPoints: [], nextPageToken: 'a' } };
  const HALVINGS_OF_30_DAYS = 6;

  it.each([
    ['a page token that repeats', GOOGLE_HEALTH, 'stepsPath', round, 'FITBIT_MALFORMED_ANSWER', 2],
    ['empty pages with such a token', GOOGLE_HEALTH, 'sleepPath', emptyRound, 'FITBIT_MALFORMED_ANSWER', 2],
    [
      'every window is too long, down to a day',
      FITBIT_WEB_API,
      'stepsPath',
      { status: 422 },
      'FITBIT_REQUEST_REFUSED',
      HALVINGS_OF_30_DAYS,
    ],
  ] as const)('are abandoned and not stored: %s', async (_, facts, path, fault, code, requests) => {
    const { name } = facts;
    const sandbox = await startSandbox({ people: 1, seed: 3, years: 1, quota: false, now: NOON });
    const control = new SandboxControl(sandbox);
    const services = await startServices();
    const [clock, historyDays] = [new TickingClock(NOON), 30];
    const subscribed = { subscribe: true, subscriberId: '1', subscriptions: SUBSCRIPTIONS, historyDays };
    const options = { ...subscribed, upstream: name, requestsPerMinutePerUser: 0, clock };
    const host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
    const imports = new Imports(host, control, name);
    try {
      await control.fail({ match: { path: facts[path] }, ...fault });
      await connectUser(host, 'alice', { person: 'p1' });
      const failure = await until('a failure', async () => (await imports.progress('alice'))?.failures.at(0));
      const asked = await control.requests(facts[path]);
      const resource = path === 'stepsPath' ? 'activities/steps' : 'sleep/minutesAsleep';
      expect(failure).toMatchObject({ code, resources: [resource] });
      // The next attempt may have begun.
      expect(asked).toBeGreaterThanOrEqual(requests);
      expect(asked).toBeLessThanOrEqual(2 * requests);
      expect((await imports.stored('alice')).filter((point) => point.resource === resource)).toEqual([]);
      await control.heal();
      await host.app.get(FitbitService).retry('alice');
      await imports.isWhole('alice', 'p1', '2026-04-05');
    } finally {
      await host.close();
      await services.close();
      await sandbox.close();
    }
  });
});

describe.each(UPSTREAMS)('an import of 15 years ($name)', (facts) => {
  const { name, stepsPath, sleepPath, dataPath, historyDays, sleepPage } = facts;
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let imports: Imports;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 3, years: 15, quota: false, now: NOON });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const clock = new TickingClock(NOON);
    const subscribed = { subscribe: true, subscriberId: '1', subscriptions: SUBSCRIPTIONS };
    const options = { ...subscribed, upstream: name, requestsPerMinutePerUser: 0, clock };
    host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
    imports = new Imports(host, control, name);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });

  it('imports every day with exactly the planned requests', async () => {
    await connectUser(host, 'old', { person: 'p1' });
    await imports.isWhole('old', 'p1');
    const person = sandbox.world.find('p1');
    const whole = { from: person?.memberSince ?? '', to: civilDateIn(person?.timeZone ?? 'UTC', NOON) };
    expect(daysIn(whole)).toBeGreaterThan(15 * 365);
    const pages = (window: DateRange) => {
      const sessions = datesOf(window).reduce((sum, date) => sum + (person?.day(date)?.sleep.length ?? 0), 0);
      return Math.max(1, Math.ceil(sessions / sleepPage));
    };
    // Five seconds after the connect a job subscribes to the same collections: those are no reads.
    const reads = async (path: string) =>
      (await control.requests(path)) - (await control.requests(`${path}/apiSubscriptions`));
    expect(await reads(stepsPath)).toBe(tile([whole], historyDays.steps).length);
    expect(await reads(sleepPath)).toBe(
      tile([whole], historyDays.sleep).reduce((sum, window) => sum + pages(window), 0),
    );
    expect((await imports.stored('old')).length).toBeGreaterThan(8_000);
  });

  it('stops at a disconnect: queued fetches are dropped, and answers under way are not stored', async () => {
    const queue = host.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE));
    await control.fail({ match: { path: dataPath, person: 'p2' }, delayMs: 300 });
    await connectUser(host, 'gone', { person: 'p2' });
    await until('the first rows', async () => (await imports.stored('gone')).length > 0);
    await until('more on its way', async () => (await queue.getActiveCount()) > 0);
    await queue.pause(); // no worker takes a job any more: those that go are dropped
    await imports.disconnect('gone');
    const rows = await imports.stored('gone');
    const sent = await control.requests(stepsPath);
    expect(await queue.count()).toBeGreaterThan(0);
    await until('the queue to be empty', async () => (await queue.count()) + (await queue.getActiveCount()) === 0);
    await queue.resume();
    expect(await imports.stored('gone')).toEqual(rows);
    // Ten were in flight at most; those for sleep still turn their pages.
    expect((await control.requests(stepsPath)) - sent).toBeLessThanOrEqual(10);
  });
});
