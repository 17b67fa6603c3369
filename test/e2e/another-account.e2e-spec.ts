import { UPSTREAM_NAMES } from 'nestjs-fitbit';
import { Gate } from '../support/gate';
import { SandboxTime } from '../support/sandbox-time';
import { Stage } from '../support/stage';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

/** Everybody of the sandbox has the same day. */
const NOON = new Date('2026-05-04T12:00:00Z');

describe.each(UPSTREAM_NAMES)('another account of the same user (%s)', (upstream) => {
  let stage: Stage;
  let gate: Gate;

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
  afterEach(() => stage.query('TRUNCATE user_fitbit, time_series_data CASCADE'));

  it('keeps its own profile when one of the first account was being read while it was connected', async () => {
    const profile = () => stage.query('SELECT time_zone, member_since, last_synced_at, profile FROM user_fitbit');
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
