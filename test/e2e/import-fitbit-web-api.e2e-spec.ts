import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { type DataPoint, FitbitService } from 'nestjs-fitbit';
import { daysIn } from '../../libs/fitbit/src/model/date-range';
import { SweepService } from '../../libs/fitbit/src/worker/sweeps/sweep.service';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';

const text = ({ resource, date, value }: { resource: string; date: string; value: string }) =>
  `${resource} ${date} ${value}`;

describe('the import of a year from fitbit-web-api, with its quota of 150 an hour', () => {
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 11, years: 1 });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const options = { upstream: 'fitbit-web-api', subscribe: true, subscriberId: '1' } as const;
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

  it('brings every value of all resources, zeros among them, and no other', async () => {
    const stored: DataPoint[] = [];
    for await (const point of fitbit.allPoints('alice')) stored.push(point);
    const truth = await control.truth('p1', 'fitbit-web-api');
    expect(new Set(stored.map(({ resource }) => resource)).size).toBeGreaterThan(30);
    expect(stored.map(text).sort()).toEqual(truth.map(text).sort());
    expect(stored.filter(({ value }) => value === '0').length).toBeGreaterThan(0);
  });

  it('costs 54 requests for the data and no more than 66 with everything around', async () => {
    const progress = await fitbit.importProgress('alice');
    expect(daysIn({ from: progress?.from ?? '', to: progress?.through ?? '' })).toBeGreaterThan(360);
    const all = await control.requests('/1');
    const account = (await control.requests('profile.json')) + (await control.requests('devices.json'));
    expect(all - account).toBe(54);
    // Five subscriptions and a look at those that stand follow five seconds after the connect.
    expect((await control.requests()) + 6).toBeLessThanOrEqual(66);
  });

  it('is complete: a sweep asks for nothing', async () => {
    await control.resetRequests();
    await host.app.get(SweepService).sweep();
    expect(await control.requests('/date/')).toBe(0);
  });
});
