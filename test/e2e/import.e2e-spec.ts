import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { type DataPoint, FitbitService } from 'nestjs-fitbit';
import { civilDateIn } from '../../libs/fitbit/src/model/civil-date';
import { type DateRange, datesOf, tile } from '../../libs/fitbit/src/model/date-range';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl, type TruthPoint } from '../support/sandbox-control';
import { until } from '../support/until';

const byText = (a: TruthPoint, b: TruthPoint) => (`${a.resource} ${a.date}` < `${b.resource} ${b.date}` ? -1 : 1);

describe('the import of a history', () => {
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 5, seed: 11, years: 1, quota: false });
    control = new SandboxControl(sandbox);
    services = await startServices();
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      options: { subscribe: true, requestsPerMinutePerUser: 0 },
    });
    fitbit = host.app.get(FitbitService);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    await control.heal();
    await control.resetRequests();
  });

  const complete = (user: string) =>
    until(`the history of ${user}`, async () => (await fitbit.importProgress(user))?.complete, 60_000);

  async function stored(user: string): Promise<DataPoint[]> {
    const points: DataPoint[] = [];
    for await (const point of fitbit.allPoints(user)) points.push(point);
    return points.sort(byText);
  }

  it('brings every value that the upstream has, and no other', async () => {
    await connectUser(host, 'alice', { person: 'p1' });
    await complete('alice');
    const points = await stored('alice');
    expect(points.length).toBeGreaterThan(3_000);
    expect(points).toEqual((await control.truth('p1')).sort(byText));
  }, 90_000);

  it('asks exactly for the plan: one request per window, and one for each further page of sleep', async () => {
    const person = sandbox.world.find('p5');
    const today = civilDateIn(person?.timeZone ?? 'UTC', new Date());
    const whole = { from: person?.memberSince ?? today, to: today };
    const windows = (maxDays: number) => tile([whole], maxDays);
    const sessions = (window: DateRange) =>
      datesOf(window).reduce((sum, date) => sum + (person?.day(date)?.sleep.length ?? 0), 0);
    const sleepPages = windows(90).reduce((sum, window) => sum + Math.max(1, Math.ceil(sessions(window) / 25)), 0);
    // 14 roll-ups and weight and body fat in windows of 90 days, 4 roll-ups in windows of 14, and sleep.
    const planned = 16 * windows(90).length + 4 * windows(14).length + sleepPages;
    await control.resetRequests();
    await connectUser(host, 'erin', { person: 'p5' });
    await complete('erin');
    expect(await control.requests('/dataTypes/')).toBe(planned);
  }, 90_000);

  it('brings the same when requests fail, are slow, break off or talk nonsense in between', async () => {
    await control.fail(
      { match: { path: 'steps' }, status: 500, times: 1 },
      { match: { path: 'distance' }, status: 200, body: '<html>busy</html>', times: 1 },
      { match: { path: 'sleep' }, drop: true, times: 1 },
      {
        match: { path: 'floors' },
        status: 200,
        body: { rollupDataPoints: [{ floors: { countSum: 'NaN' } }] },
        times: 1,
      },
      { match: { path: 'weight' }, delayMs: 300, times: 1 },
    );
    await connectUser(host, 'bob', { person: 'p2' });
    await complete('bob');
    expect(await stored('bob')).toEqual((await control.truth('p2')).sort(byText));
    expect((await fitbit.importProgress('bob'))?.failures).toEqual([]);
  }, 90_000);

  it('shows a window that cannot be read among the failures, and never stores it as 0', async () => {
    await control.fail({
      match: { path: 'steps/dataPoints:dailyRollUp' },
      status: 200,
      body: { rollupDataPoints: [{ civilStartTime: { date: { year: 2026, month: 1, day: 1 } }, steps: {} }] },
    });
    await connectUser(host, 'carol', { person: 'p3' });
    const failure = await until('a failure', async () => (await fitbit.importProgress('carol'))?.failures.at(0));
    expect(failure).toMatchObject({
      code: 'FITBIT_MALFORMED_ANSWER',
      read: expect.stringContaining('steps') as string,
    });
    expect(
      (await fitbit.getSeries('carol', 'activities/steps', { from: '2020-01-01', to: '2030-01-01' })).points,
    ).toEqual([]);
    await control.heal();
    await complete('carol');
    expect(await stored('carol')).toEqual((await control.truth('p3')).sort(byText));
  }, 90_000);

  it('tells no data, not fetched, not available and 0 apart', async () => {
    const progress = await fitbit.importProgress('alice');
    const statusOf = (name: string) => progress?.resources.find(({ resource }) => resource === name)?.status;
    expect(['activities/steps', 'body/bmi', 'activities/activeScore'].map(statusOf)).toEqual([
      'complete',
      'not_available',
      'not_available',
    ]);
    const future = { from: '2029-01-01', to: '2029-01-31' };
    expect(await fitbit.getSeries('alice', 'activities/steps', future)).toMatchObject({
      points: [],
      notFetched: [future],
    });
  });

  it('stores nothing any more after the user disconnected in mid-import', async () => {
    await control.fail({ match: { path: 'dailyRollUp' }, delayMs: 100 });
    await connectUser(host, 'dave', { person: 'p4' });
    await until('the first rows', async () => (await stored('dave')).length > 0);
    await fitbit.disconnect('dave');
    const rows = await stored('dave');
    await control.heal();
    await until('the queue to run dry', async () => {
      const before = await control.requests();
      await new Promise((resolve) => setTimeout(resolve, 200));
      return before === (await control.requests());
    });
    expect(await stored('dave')).toEqual(rows);
  }, 60_000);
});
