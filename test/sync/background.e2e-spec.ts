import { ConnectionRepository, HistoricalQueue } from '../support/internals';
import { ManualClock } from '../support/clocks';
import { Stage } from '../support/stage';
import { fillHoles } from '../support/sweeps';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

const HOUR_MS = 3_600_000;

describe.each([GOOGLE_HEALTH.name, FITBIT_WEB_API.name])('background work (%s)', (name) => {
  let stage: Stage;
  const upstream = name === 'google-health' ? GOOGLE_HEALTH : FITBIT_WEB_API;
  const clock = new ManualClock(new Date());
  const window = { from: '2026-01-01', to: '2026-01-31' };

  beforeAll(async () => {
    const options = {
      upstream: name,
      subscribe: true,
      subscriberId: '1',
      subscriptions: { activities: ['floors', 'elevation', 'tracker/floors', 'tracker/elevation'] },
      clock,
      requestsPerMinutePerUser: 0,
    };
    stage = await Stage.open({ people: 8, seed: 7 }, { options });
  });
  afterAll(() => stage.close());
  afterEach(() => stage.control.heal());

  const connection = async (userId: string) => {
    const found = await new ConnectionRepository(stage.services.database.dataSource, {
      upstream: name,
    }).findByUser(userId);
    if (!found) throw new Error(`${userId} is not connected.`);
    return found;
  };

  it('[B5] accepts a refusal of floors and elevation as a device without an altimeter', async () => {
    const person = stage.sandbox.world.people.find(({ hasAltimeter }) => !hasAltimeter);
    await stage.import('flat', person?.id ?? '');
    expect((await stage.fitbit.importProgress('flat'))?.failures).toEqual([]);
    expect((await stage.fitbit.getSeries('flat', 'activities/floors', window)).points).toEqual([]);
  });

  it('[B3] rejects a fetch of unknown resources once and sends nothing', async () => {
    await stage.import('alice', 'p1');
    await stage.control.resetRequests();
    const { id: connectionId, grantEpoch } = await connection('alice');
    const resources = ['activities/floors'] as const;
    const fetch = { connectionId, grantEpoch, endpoint: 'no such read', resources, window, again: true } as const;
    await stage.host.app.get(HistoricalQueue).add([{ fetch, delayMs: 0 }]);
    const failure = await until('the failure', async () =>
      (await stage.fitbit.importProgress('alice'))?.failures.at(0),
    );
    expect(failure).toMatchObject({ code: 'FITBIT_REQUEST_REFUSED', attempts: 1, endpoint: 'no such read' });
    expect(await stage.control.requests('/user')).toBe(0);
  });

  it('[B6] keeps a refreshed pair when the fetch that needed it fails', async () => {
    const before = await connection('alice');
    clock.advance(24 * HOUR_MS);
    await stage.control.fail({
      match: { path: upstream.name === 'google-health' ? 'dailyRollUp' : '/date/' },
      status: 503,
      body: 'no',
    });
    await fillHoles(stage.host, 'alice');
    const after = await until('the refresh', async () => {
      const now = await connection('alice');
      return now.version > before.version && now;
    });
    expect(after.sealedTokens).not.toBe(before.sealedTokens);
    expect(after.state).toBe('active');
    await stage.control.heal();
    await expect(stage.fitbit.refreshProfile('alice')).resolves.toBeUndefined();
  });

  it('[H4] refreshes the profile when the host asks for it, and tolerates a failure', async () => {
    const zone = stage.sandbox.world.find('p1')?.timeZone;
    await stage.query('UPDATE fitbit_connection SET time_zone = NULL');
    await stage.control.fail({ match: { path: 'profile' }, status: 503, body: 'no' });
    await expect(stage.fitbit.refreshProfile('alice')).resolves.toBeUndefined();
    expect((await stage.fitbit.connection('alice'))?.timeZone).toBeNull();
    await stage.control.heal();
    await stage.fitbit.refreshProfile('alice');
    expect((await stage.fitbit.connection('alice'))?.timeZone).toBe(zone);
    await expect(stage.fitbit.refreshProfile('nobody')).resolves.toBeUndefined();
  });

  it('[H4] does not break a sign-in while the database is unavailable', async () => {
    await stage.query('ALTER TABLE fitbit_connection RENAME TO gone');
    try {
      await expect(stage.fitbit.refreshProfile('alice')).resolves.toBeUndefined();
    } finally {
      await stage.query('ALTER TABLE gone RENAME TO fitbit_connection');
    }
  });
});
