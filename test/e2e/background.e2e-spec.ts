import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { FitbitService } from 'nestjs-fitbit';
import { TypeOrmConnectionRepository } from '../../libs/fitbit/src/storage/typeorm/typeorm-connection.repository';
import { HistoricalQueue } from '../../libs/fitbit/src/sync/historical.queue';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, ManualClock, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

const HOUR_MS = 3_600_000;

describe.each([GOOGLE_HEALTH.name, FITBIT_WEB_API.name])('work in the background (%s)', (name) => {
  const upstream = name === 'google-health' ? GOOGLE_HEALTH : FITBIT_WEB_API;
  const clock = new ManualClock(new Date());
  const window = { from: '2026-01-01', to: '2026-01-31' };
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 8, seed: 7, years: 1, quota: false });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const subscriptions = { activities: ['floors', 'elevation', 'tracker/floors', 'tracker/elevation'] };
    const options = {
      upstream: name,
      subscribe: true,
      subscriberId: '1',
      subscriptions,
      clock,
      requestsPerMinutePerUser: 0,
    };
    host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
    fitbit = host.app.get(FitbitService);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  afterEach(() => control.heal());

  const connection = async (userId: string) => {
    const found = await new TypeOrmConnectionRepository(services.database.dataSource).findByUser(userId);
    if (!found) throw new Error(`${userId} is not connected.`);
    return found;
  };

  it('[B5] takes the refusal of floors and elevation for a device without an altimeter', async () => {
    const person = sandbox.world.people.find(({ hasAltimeter }) => !hasAltimeter);
    await connectUser(host, 'flat', { person: person?.id ?? '' });
    await until('the history', async () => (await fitbit.importProgress('flat'))?.complete);
    expect((await fitbit.importProgress('flat'))?.failures).toEqual([]);
    expect((await fitbit.getSeries('flat', 'activities/floors', window)).points).toEqual([]);
  });

  it('[B3] rejects a fetch that nobody knows how to read once, and sends nothing', async () => {
    await connectUser(host, 'alice', { person: 'p1' });
    await until('the history', async () => (await fitbit.importProgress('alice'))?.complete);
    await control.resetRequests();
    const { id: connectionId, grantEpoch } = await connection('alice');
    const resources = ['activities/floors'] as const;
    const fetch = { connectionId, grantEpoch, read: 'no such read', resources, window, again: true } as const;
    await host.app.get(HistoricalQueue).add([{ fetch, delayMs: 0 }]);
    const failure = await until('the failure', async () => (await fitbit.importProgress('alice'))?.failures.at(0));
    expect(failure).toMatchObject({ code: 'FITBIT_REQUEST_REFUSED', attempts: 1, read: 'no such read' });
    expect(await control.requests('/user')).toBe(0);
  });

  it('[B6] keeps a refreshed pair although the fetch it was for fails', async () => {
    const before = await connection('alice');
    clock.advance(24 * HOUR_MS);
    await control.fail({
      match: { path: upstream.name === 'google-health' ? 'dailyRollUp' : '/date/' },
      status: 503,
      body: 'no',
    });
    await fitbit.fillHoles('alice');
    const after = await until('the refresh', async () => {
      const now = await connection('alice');
      return now.version > before.version && now;
    });
    expect(after.sealedTokens).not.toBe(before.sealedTokens);
    expect(after.state).toBe('active');
    await control.heal();
    await expect(fitbit.refreshProfile('alice')).resolves.toBeUndefined();
  });

  it('[H4] reads the profile again when the host asks for it, and a failure breaks nothing', async () => {
    const zone = sandbox.world.find('p1')?.timeZone;
    await services.database.dataSource.query('UPDATE user_fitbit SET time_zone = NULL');
    await control.fail({ match: { path: 'profile' }, status: 503, body: 'no' });
    await expect(fitbit.refreshProfile('alice')).resolves.toBeUndefined();
    expect((await fitbit.connection('alice'))?.timeZone).toBeNull();
    await control.heal();
    await fitbit.refreshProfile('alice');
    expect((await fitbit.connection('alice'))?.timeZone).toBe(zone);
    await expect(fitbit.refreshProfile('nobody')).resolves.toBeUndefined();
  });
});
