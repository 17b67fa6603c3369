import { type DataPoint, type FitbitModuleOptions, FitbitService, UPSTREAM_NAMES } from 'nestjs-fitbit';
import { connectUser } from '../support/connect';
import { Gate } from '../support/gate';
import type { HostApp } from '../support/host-app';
import type { TruthPoint } from '../../tools/support/sandbox-control';
import { SandboxTime } from '../support/clocks';
import { Stage } from '../support/stage';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

/** All people of the sandbox have the same day. */
const NOON = new Date('2026-05-04T12:00:00Z');
const RESOURCES = ['activities/steps', 'sleep/minutesAsleep'];
/** Of the second account: the first one has a year. */
const HISTORY_START = '2026-02-01';
const text = ({ resource, date, value }: DataPoint | TruthPoint) => `${resource} ${date} ${value}`;

describe.each(UPSTREAM_NAMES)('another account of the same user (%s)', (upstream) => {
  let stage: Stage;
  let gate: Gate;
  let other: HostApp | undefined;

  beforeAll(async () => {
    const subscriptions = { activities: ['steps'], sleep: ['minutesAsleep'] };
    const options = { upstream, subscribe: true, subscriberId: '1', subscriptions, requestsPerMinutePerUser: 0 };
    stage = await Stage.open({ people: 3, seed: 5, now: NOON }, async (sandbox) => {
      gate = await Gate.start(sandbox.url);
      return { upstreamBaseUrl: gate.url, options: { ...options, clock: new SandboxTime(sandbox) } };
    });
  });
  afterAll(async () => {
    await gate.close();
    await stage.close();
  });
  beforeEach(() => stage.import('alice', 'p1'));
  afterEach(async () => {
    await other?.close();
    other = undefined;
    await stage.control.heal();
    await stage.query('TRUNCATE fitbit_connection, fitbit_pending_revocation, fitbit_data_point CASCADE');
  });

  /** The host as it is started next, with other options; the workers of the first go on. */
  async function restart(given: Partial<FitbitModuleOptions>): Promise<HostApp> {
    const { callbackUrl: _, ...before } = stage.host.options;
    other = await stage.startHost({ options: { ...before, ...given }, shape: { workers: false } });
    return other;
  }
  async function importSecond(given: Partial<FitbitModuleOptions>): Promise<void> {
    const host = await restart({ historyStart: HISTORY_START, ...given });
    await connectUser(host, 'alice', { person: 'p2' });
    const fitbit = host.app.get(FitbitService);
    await until('the second history', async () => (await fitbit.importProgress('alice'))?.complete);
  }
  const stored = async () => (await stage.stored('alice')).map(text).sort();
  async function truth(person: string, within: (date: string) => boolean): Promise<string[]> {
    const points = await stage.control.truth(person, upstream);
    return points.filter(({ resource, date }) => RESOURCES.includes(resource) && within(date)).map(text);
  }
  const recent = (date: string) => date >= HISTORY_START;
  const older = (date: string) => date < HISTORY_START;

  it("keeps none of the first account's series when the option is replace", async () => {
    await importSecond({ onAccountChange: 'replace' });
    const own = (await truth('p2', recent)).sort();
    expect(own.length).toBeGreaterThan(100);
    expect(await stored()).toEqual(own);
  });

  it('keeps by default what its own history does not cover', async () => {
    await importSecond({});
    const before = await truth('p1', older);
    expect(before.length).toBeGreaterThan(100);
    expect(await stored()).toEqual([...before, ...(await truth('p2', recent))].sort());
  });

  describe.each(['keep', 'replace'] as const)('with %s', (onAccountChange) => {
    let before: string[];
    beforeEach(async () => {
      before = await stored();
      expect(before.length).toBeGreaterThan(500);
    });
    /** Nothing is fetched: what goes, goes with the connect. */
    const restartWithoutImport = (given: Partial<FitbitModuleOptions> = {}) =>
      restart({ onAccountChange, subscribe: false, ...given });
    const account = async () => (await stage.fitbit.connection('alice'))?.upstreamUserId;

    it('deletes nothing when the user connects the same account again, on the other upstream and back', async () => {
      const there = UPSTREAM_NAMES.find((name) => name !== upstream);
      await connectUser(await restartWithoutImport({ upstream: there }), 'alice', { person: 'p1' });
      expect((await stage.fitbit.connection('alice'))?.upstream).toBe(there);
      expect(await stored()).toEqual(before);
      await other?.close();
      await connectUser(await restartWithoutImport(), 'alice', { person: 'p1' });
      expect(await stored()).toEqual(before);
    });

    it('deletes nothing when the user had disconnected: the account of the rows is no longer known', async () => {
      await stage.fitbit.disconnect('alice');
      await connectUser(await restartWithoutImport(), 'alice', { person: 'p2' });
      expect(await stored()).toEqual(before);
    });

    it('deletes nothing and keeps the first account connected when the upstream fails at the last step', async () => {
      const first = await account();
      const host = await restartWithoutImport();
      await stage.control.fail({ match: { path: 'profile', person: 'p2' }, status: 503, body: 'down' });
      await expect(connectUser(host, 'alice', { person: 'p2' })).rejects.toThrow('upstream_unavailable');
      expect([await stored(), await account()]).toEqual([before, first]);
    });

    it('deletes nothing when the account belongs to another user', async () => {
      await stage.connect('bob', 'p2');
      const first = await account();
      const host = await restartWithoutImport();
      await expect(connectUser(host, 'alice', { person: 'p2' })).rejects.toThrow('account_taken');
      expect([await stored(), await account()]).toEqual([before, first]);
    });

    it('deletes nothing when the grant cannot be stored', async () => {
      const first = await account();
      const host = await restartWithoutImport();
      await stage.query('ALTER TABLE fitbit_connection ADD CONSTRAINT only_once CHECK (grant_epoch < 2)');
      try {
        await expect(connectUser(host, 'alice', { person: 'p2' })).rejects.toThrow('Not connected');
      } finally {
        await stage.query('ALTER TABLE fitbit_connection DROP CONSTRAINT only_once');
      }
      expect([await stored(), await account()]).toEqual([before, first]);
    });
  });

  it("keeps its own profile when the first account's profile was being read during the connect", async () => {
    const profile = () => stage.query('SELECT time_zone, member_since, last_synced_at, profile FROM fitbit_connection');
    gate.hold(/profile/);
    const refreshing = stage.fitbit.refreshProfile('alice');
    await until('the first account to be asked', () => gate.waiting > 0);
    gate.letOthersPass();
    await stage.connect('alice', 'p2');
    const own = await profile();
    gate.open();
    await refreshing;
    expect(own).toMatchObject([{ time_zone: stage.sandbox.world.find('p2')?.timeZone }]);
    expect(await profile()).toEqual(own);
  });
});
