import { getQueueToken } from '@nestjs/bull';
import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import type { Queue } from 'bull';
import { type DataPoint, FitbitService } from 'nestjs-fitbit';
import { daysIn } from '../../libs/fitbit/src/model/date-range';
import { HISTORICAL_QUEUE } from '../../libs/fitbit/src/sync/historical.queue';
import { googleHealthUrlsBelow } from '../../libs/fitbit/src/upstream/google-health/google-health.urls';
import { GoogleHealthUpstream } from '../../libs/fitbit/src/upstream/google-health/google-health.upstream';
import { connectUser } from '../support/connect';
import { HalfClosingProxy } from '../support/half-closing-proxy';
import { type HostApp, type HostServices, startHostApp, startServices, TickingClock } from '../support/host-app';
import { SandboxControl, type TruthPoint } from '../support/sandbox-control';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const RESOURCES = ['activities/steps', 'sleep/minutesAsleep'];
const byText = (a: TruthPoint, b: TruthPoint) => (`${a.resource} ${a.date}` < `${b.resource} ${b.date}` ? -1 : 1);

/** What was imported, against what the sandbox knows. */
class Imports {
  constructor(
    readonly fitbit: FitbitService,
    private readonly control: SandboxControl,
  ) {}

  progress = (user: string) => this.fitbit.importProgress(user);

  async stored(user: string): Promise<DataPoint[]> {
    const points: DataPoint[] = [];
    for await (const point of this.fitbit.allPoints(user)) points.push(point);
    return points.sort(byText);
  }

  async isWhole(user: string, person: string): Promise<void> {
    await until(`the history of ${user}`, async () => (await this.progress(user))?.complete, 50_000);
    const truth = (await this.control.truth(person)).filter(({ resource }) => RESOURCES.includes(resource));
    expect(await this.stored(user)).toEqual(truth.sort(byText));
    expect((await this.progress(user))?.failures).toEqual([]);
  }
}

const SUBSCRIPTIONS = { activities: ['steps'], sleep: ['minutesAsleep'] };

describe('an import from an upstream that misbehaves', () => {
  const clock = new TickingClock();
  let sandbox: Sandbox;
  let proxy: HalfClosingProxy;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let imports: Imports;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 8, seed: 3, years: 1, quota: false });
    proxy = await HalfClosingProxy.start(new URL(sandbox.url));
    control = new SandboxControl(sandbox);
    services = await startServices();
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      upstream: ({ consumerKey: clientId, consumerSecret: clientSecret, upstreamBaseUrl }) =>
        new GoogleHealthUpstream({
          clientId,
          clientSecret,
          urls: { ...googleHealthUrlsBelow(upstreamBaseUrl as URL), api: `${proxy.url}/v4` },
          requestTimeoutMs: 1_000,
          clock,
        }),
      options: {
        subscribe: true,
        subscriptions: SUBSCRIPTIONS,
        requestsPerMinutePerUser: 0,
        clock,
      },
    });
    imports = new Imports(host.app.get(FitbitService), control);
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

  it('brings everything over connections that are half closed in the middle of answers', async () => {
    proxy.cutNext(3, 'steps');
    await connectUser(host, 'cut', { person: 'p2' });
    await imports.isWhole('cut', 'p2');
    expect(proxy.cut).toBe(3);
  });

  it('brings everything when answers are lost on their way, or are HTML, with 200 or 500', async () => {
    await control.fail(
      { match: { path: 'steps' }, drop: true, times: 2 },
      { match: { path: 'sleep' }, status: 200, body: '<html>hello</html>', times: 2 },
      { match: { path: 'steps' }, status: 500, body: '<html>oh</html>', times: 2 },
    );
    await connectUser(host, 'html', { person: 'p3' });
    await imports.isWhole('html', 'p3');
  });

  it('gives an answer up that takes 30 seconds, and asks again', async () => {
    await control.fail({ match: { path: 'steps' }, delayMs: 30_000, times: 2 });
    await connectUser(host, 'slow', { person: 'p4' });
    const failure = await until('the failure', async () => (await imports.progress('slow'))?.failures.at(0));
    expect(failure).toMatchObject({
      code: 'FITBIT_UPSTREAM_UNAVAILABLE',
      message: expect.stringContaining('1000 ms') as string,
    });
    await imports.isWhole('slow', 'p4');
  });

  it('does not go round with a page token that repeats', async () => {
    const body = { dataPoints: [], nextPageToken: 'round' };
    await control.fail({ match: { path: 'sleep', person: 'p5' }, status: 200, body });
    await connectUser(host, 'round', { person: 'p5' });
    const failure = await until('a failure', async () => (await imports.progress('round'))?.failures.at(0));
    expect(failure?.code).toBe('FITBIT_MALFORMED_ANSWER');
    await control.heal();
    await imports.isWhole('round', 'p5');
  });

  it.each([
    ['ahead', 'p6', 1],
    ['behind', 'p7', -1],
  ])(
    'brings everything with a clock an hour %s, and calls no day final that is not over',
    async (user, person, hours) => {
      clock.advance(hours * 3_600_000);
      await connectUser(host, user, { person });
      await imports.isWhole(user, person);
      clock.advance(-hours * 3_600_000);
      const rows = await services.database.dataSource.query<{ last: string }[]>(
        'SELECT max(upper(final))::text AS last FROM fitbit_coverage',
      );
      // The bound is the day after the last final one.
      expect((rows[0]?.last ?? '') <= clock.now().toISOString().slice(0, 10)).toBe(true);
    },
  );
});

describe('an import of 15 years', () => {
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let imports: Imports;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 3, years: 15, quota: false });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const options = { subscribe: true, subscriptions: SUBSCRIPTIONS, requestsPerMinutePerUser: 0 };
    host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
    imports = new Imports(host.app.get(FitbitService), control);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });

  it('brings every day', async () => {
    await connectUser(host, 'old', { person: 'p1' });
    await imports.isWhole('old', 'p1');
    const { from = '', through = '' } = (await imports.progress('old')) ?? {};
    expect(daysIn({ from, to: through })).toBeGreaterThan(15 * 365 - 40);
    expect((await imports.stored('old')).length).toBeGreaterThan(8_000);
  });

  it('sends nothing any more when the user has disconnected in its middle', async () => {
    await control.fail({ match: { path: 'dataTypes', person: 'p2' }, delayMs: 100 });
    await connectUser(host, 'gone', { person: 'p2' });
    await until('the first rows', async () => (await imports.stored('gone')).length > 0);
    await imports.fitbit.disconnect('gone');
    const rows = await imports.stored('gone');
    const sent = await control.requests('/dataTypes/steps');
    const queue = host.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE));
    await until('the queue to run dry', async () => {
      const { active, waiting, delayed } = await queue.getJobCounts();
      return active + waiting + delayed === 0;
    });
    expect(await imports.stored('gone')).toEqual(rows);
    // Ten were in flight at most.
    expect((await control.requests('/dataTypes/steps')) - sent).toBeLessThanOrEqual(10);
  });
});
