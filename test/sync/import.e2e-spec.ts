import type { DateRange } from 'nestjs-fitbit';
import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { HISTORICAL_QUEUE, civilDateIn, datesOf, tile } from '../support/internals';
import type { TruthPoint } from '../../tools/support/sandbox-control';
import { Stage } from '../support/stage';
import { until } from '../support/until';

const byText = (a: TruthPoint, b: TruthPoint) => (`${a.resource} ${a.date}` < `${b.resource} ${b.date}` ? -1 : 1);

describe('the import of a history', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await Stage.open({ people: 5, seed: 11 }, { options: { subscribe: true, requestsPerMinutePerUser: 0 } });
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    await stage.control.heal();
    await stage.control.resetRequests();
  });

  const stored = async (user: string) => (await stage.stored(user)).sort(byText);

  it('stores every value that the upstream has, and nothing else', async () => {
    await stage.import('alice', 'p1');
    const points = await stored('alice');
    expect(points.length).toBeGreaterThan(3_000);
    expect(points).toEqual((await stage.control.truth('p1')).sort(byText));
  }, 90_000);

  it('sends exactly the planned requests: one per window, and one for each further page of sleep', async () => {
    const person = stage.sandbox.world.find('p5');
    const today = civilDateIn(person?.timeZone ?? 'UTC', new Date());
    const whole = { from: person?.memberSince ?? today, to: today };
    const windows = (maxDays: number) => tile([whole], maxDays);
    const sessions = (window: DateRange) =>
      datesOf(window).reduce((sum, date) => sum + (person?.day(date)?.sleep.length ?? 0), 0);
    const sleepPages = windows(90).reduce((sum, window) => sum + Math.max(1, Math.ceil(sessions(window) / 25)), 0);
    // 14 roll-ups and weight and body fat in windows of 90 days, 4 roll-ups in windows of 14, and sleep.
    const planned = 16 * windows(90).length + 4 * windows(14).length + sleepPages;
    await stage.control.resetRequests();
    await stage.import('erin', 'p5');
    expect(await stage.control.requests('/dataTypes/')).toBe(planned);
  }, 90_000);

  it('stores the same when some requests fail, are slow, break off or return garbage', async () => {
    await stage.control.fail(
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
    await stage.import('bob', 'p2');
    expect(await stored('bob')).toEqual((await stage.control.truth('p2')).sort(byText));
    expect((await stage.fitbit.importProgress('bob'))?.failures).toEqual([]);
  }, 90_000);

  it('shows a window that cannot be read among the failures, and never stores it as 0', async () => {
    await stage.control.fail({
      match: { path: 'steps/dataPoints:dailyRollUp' },
      status: 200,
      body: { rollupDataPoints: [{ civilStartTime: { date: { year: 2026, month: 1, day: 1 } }, steps: {} }] },
    });
    await stage.connect('carol', 'p3');
    const failure = await until('a failure', async () => (await stage.fitbit.importProgress('carol'))?.failures.at(0));
    expect(failure).toMatchObject({
      code: 'FITBIT_MALFORMED_ANSWER',
      endpoint: expect.stringContaining('steps') as string,
    });
    expect(
      (await stage.fitbit.getSeries('carol', 'activities/steps', { from: '2020-01-01', to: '2030-01-01' })).points,
    ).toEqual([]);
    await stage.control.heal();
    await stage.complete('carol');
    expect(await stored('carol')).toEqual((await stage.control.truth('p3')).sort(byText));
  }, 90_000);

  it('distinguishes no data, not fetched, not available and 0', async () => {
    const progress = await stage.fitbit.importProgress('alice');
    const statusOf = (name: string) => progress?.resources.find(({ resource }) => resource === name)?.status;
    expect(['activities/steps', 'body/bmi', 'activities/activeScore'].map(statusOf)).toEqual([
      'complete',
      'not_available',
      'not_available',
    ]);
    const future = { from: '2029-01-01', to: '2029-01-31' };
    expect(await stage.fitbit.getSeries('alice', 'activities/steps', future)).toMatchObject({
      points: [],
      notFetched: [future],
    });
  });

  it('stores nothing after the user disconnects in the middle of an import', async () => {
    await stage.control.fail({ match: { path: 'dailyRollUp' }, delayMs: 100 });
    await stage.connect('dave', 'p4');
    await until('the first rows', async () => (await stored('dave')).length > 0);
    await stage.fitbit.disconnect('dave');
    const rows = await stored('dave');
    await stage.control.heal();
    const queue = stage.host.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE));
    await until('the queue to run dry', async () => (await queue.count()) + (await queue.getActiveCount()) === 0);
    expect(await stored('dave')).toEqual(rows);
  }, 60_000);
});
