import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { FitbitService } from 'nestjs-fitbit';
import { addDays, civilDateIn } from '../../libs/fitbit/src/model/civil-date';
import { SweepService } from '../../libs/fitbit/src/worker/sweeps/sweep.service';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, ManualClock, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';

const HOUR_MS = 3_600_000;
/** Three hours later it is still the same day for p1. */
const NOON = new Date('2026-05-04T12:00:00Z');

describe('the sweep', () => {
  const clock = new ManualClock(NOON);
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;
  const zone = () => sandbox.world.find('p1')?.timeZone ?? 'UTC';
  const daysAgo = (days: number) => addDays(civilDateIn(zone(), clock.now()), -days);

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 1, seed: 4, years: 1, quota: false, now: NOON });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const options = { subscribe: true, requestsPerMinutePerUser: 0, subscriptions: { activities: ['steps'] }, clock };
    host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
    fitbit = host.app.get(FitbitService);
    await connectUser(host, 'alice', { person: 'p1' });
    await until('the history', async () => (await fitbit.importProgress('alice'))?.complete);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(() => control.resetRequests());

  const sweep = () => host.app.get(SweepService).sweep();
  const fetches = () => control.requests('dailyRollUp');
  const steps = async (date: string) =>
    (await fitbit.getSeries('alice', 'activities/steps', { from: date, to: date })).points.at(0)?.value;

  it('asks for nothing when nothing is missing', async () => {
    await sweep();
    expect(await fetches()).toBe(0);
  });

  it('fills a hole in the ledger with the fewest requests', async () => {
    const [from, to] = [daysAgo(100), daysAgo(60)];
    await services.database.dataSource.query('DELETE FROM time_series_data WHERE date BETWEEN $1 AND $2', [from, to]);
    await services.database.dataSource.query(
      "UPDATE fitbit_coverage SET fetched = fetched - datemultirange(daterange($1, $2, '[]'))",
      [from, to],
    );
    expect((await fitbit.importProgress('alice'))?.complete).toBe(false);
    await sweep();
    await until('the hole to be filled', async () => (await fitbit.importProgress('alice'))?.complete);
    expect(await fetches()).toBe(1);
    const truth = (await control.truth('p1')).filter((point) => point.resource === 'activities/steps');
    const { points } = await fitbit.getSeries('alice', 'activities/steps', { from, to });
    expect(points).toEqual(
      truth.filter(({ date }) => date >= from && date <= to).map(({ date, value }) => ({ date, value })),
    );
  });

  it('reads days again that may still change: the recent ones in three hours, all of them in a day, whoever sweeps', async () => {
    const known = (await control.truth('p1')).filter((point) => point.resource === 'activities/steps');
    const [late = '', recent = ''] = [known.at(-5)?.date, known.at(-1)?.date];
    expect(recent >= daysAgo(1)).toBe(true);
    await services.database.dataSource.query(
      'UPDATE fitbit_coverage SET final = final - datemultirange(daterange($1, NULL))',
      [daysAgo(20)],
    );
    for (const [date, value] of [
      [late, '12345'],
      [recent, '23456'],
    ]) {
      await control.call('POST', 'people/p1/edit', { resource: 'activities/steps', date, value });
    }
    await sweep();
    expect(await fetches()).toBe(0);
    clock.advance(3 * HOUR_MS);
    await Promise.all([sweep(), sweep(), sweep()]);
    await until('the recent value', async () => (await steps(recent)) === '23456');
    expect(await fetches()).toBe(1);
    expect(await steps(late)).not.toBe('12345');
    clock.advance(21 * HOUR_MS);
    await Promise.all([sweep(), sweep()]);
    await until('the late value', async () => (await steps(late)) === '12345');
  });

  it('knows the time zone that the user has moved to, a day later', async () => {
    expect(await control.requests('profile')).toBe(0);
    clock.advance(24 * HOUR_MS);
    await sweep();
    expect(await control.requests('profile')).toBe(1);
  });
});
