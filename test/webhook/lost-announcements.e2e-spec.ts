import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { UPSTREAM_NAMES, type UpstreamName } from 'nestjs-fitbit';
import { CONNECTION_QUEUE, HISTORICAL_QUEUE } from '../support/internals';
import { runCommand } from '../support/command-line';
import type { UpstreamFault } from '../../tools/support/sandbox-control';
import { SandboxTime } from '../support/clocks';
import { Stage } from '../support/stage';
import { runSweeps } from '../support/sweeps';
import { until } from '../support/until';
import { sendNotificationsTo, WEBHOOK_OPTIONS } from '../support/webhooks';

jest.setTimeout(60_000); // a bound for a busy machine

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOON = new Date('2026-05-04T12:00:00Z');
/** Final: the device has synced since. */
const A_WHILE_AGO = 10;

describe('a change whose notification was never received', () => {
  let stage: Stage;
  afterEach(() => stage.close());

  /** A user with a complete history; sweeps run when a test says so, on the sandbox's clock. */
  async function open(upstream: UpstreamName, ...faults: UpstreamFault[]): Promise<void> {
    const subscriptions = { activities: ['steps'], body: ['weight'] };
    const options = { ...WEBHOOK_OPTIONS, upstream, subscribe: true, requestsPerMinutePerUser: 0, subscriptions };
    stage = await Stage.open({ people: 1, seed: 11, now: NOON }, (sandbox) => ({
      options: { ...options, clock: new SandboxTime(sandbox) },
    }));
    await stage.control.fail(...faults);
    // A subscription opens days again. The job that subscribes a new connection would do so five seconds from now.
    await stage.host.app.get<Queue>(getQueueToken(CONNECTION_QUEUE)).pause();
    await stage.import('alice', 'p1');
  }
  const advance = (ms: number) => stage.sandbox.clock.advance(ms);
  const subscribeMissing = () => runSweeps(stage.host, 'subscriptions');
  /** Returns how many requests it took. */
  async function reread(): Promise<number> {
    const queue = stage.host.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE));
    await stage.control.resetRequests();
    await runSweeps(stage.host, 'changing');
    await until('the fetches', async () => (await queue.count()) + (await queue.getActiveCount()) === 0);
    const { upstream } = stage.host.options;
    return stage.control.requests(upstream === 'google-health' ? '/dataTypes/' : '/date/');
  }

  it('is read once the subscription that failed at first exists (fitbit-web-api)', async () => {
    await open('fitbit-web-api', { match: { path: 'body/apiSubscriptions' }, status: 503, body: 'down' });
    await sendNotificationsTo(stage.host, stage.sandbox, 'fitbit-web-api');
    const date = stage.daysAgo(A_WHILE_AGO);
    await subscribeMissing();
    await stage.edit('activities/steps', date, '4711');
    await stage.edit('body/weight', date, '66.6');
    await stage.arrives('activities/steps', date, '4711');

    await stage.control.heal();
    advance(HOUR_MS);
    await subscribeMissing();
    expect(await stage.value('body/weight', date)).not.toBe('66.6');
    advance(DAY_MS);
    await reread();
    expect(await stage.value('body/weight', date)).toBe('66.6');
  });

  const register = () =>
    runCommand(
      stage.services,
      {
        ...stage.host.options,
        google: {
          ...WEBHOOK_OPTIONS.google,
          projectNumber: '123456789012',
          serviceAccount: stage.sandbox.serviceAccountKey(),
        },
        subscriberId: 'my-app',
      },
      'webhooks',
      'register',
    );

  it('is read when the user returns months after the subscriber was recreated (google-health)', async () => {
    await open('google-health');
    const date = stage.daysAgo(A_WHILE_AGO);
    await stage.control.call('POST', 'people/p1/revoke', { upstream: 'google-health' });
    advance(3 * DAY_MS);
    await stage.edit('body/weight', date, '66.6');
    await register();
    advance(90 * DAY_MS);
    await stage.connect('alice', 'p1');
    advance(DAY_MS);
    await reread();
    expect(await stage.value('body/weight', date)).toBe('66.6');
  });

  it('is read when workers return after two months and first recreate the subscriber (google-health)', async () => {
    await open('google-health');
    const date = stage.daysAgo(A_WHILE_AGO);
    advance(10 * DAY_MS);
    await stage.edit('body/weight', date, '66.6');
    advance(50 * DAY_MS);
    await register();
    await reread();
    expect(await stage.value('body/weight', date)).toBe('66.6');
  });

  it('is read once the subscriber is registered (google-health)', async () => {
    await open('google-health');
    const date = stage.daysAgo(A_WHILE_AGO);
    await stage.edit('body/weight', date, '66.6');
    advance(DAY_MS);
    await reread();
    expect(await stage.value('body/weight', date)).not.toBe('66.6');

    expect((await register()).stdout).toBe('The subscriber was created.\n');
    advance(DAY_MS);
    await reread();
    expect(await stage.value('body/weight', date)).toBe('66.6');
  });

  describe.each(UPSTREAM_NAMES)('without any sign of it (%s)', (upstream) => {
    beforeEach(() => open(upstream));

    it('is read once, within a week, by longer windows of requests that are due anyway', async () => {
      advance(6 * DAY_MS);
      const date = stage.daysAgo(A_WHILE_AGO);
      await stage.edit('body/weight', date, '66.6');
      const ordinary = await reread();
      expect(await stage.value('body/weight', date)).not.toBe('66.6');
      advance(DAY_MS);
      expect(await reread()).toBe(ordinary);
      expect(await stage.value('body/weight', date)).toBe('66.6');

      const later = stage.daysAgo(A_WHILE_AGO);
      await stage.edit('body/weight', later, '77.7');
      advance(DAY_MS);
      await reread();
      expect(await stage.value('body/weight', later)).not.toBe('77.7');
    });

    it('is read when workers return after two months, regardless of the age of the day', async () => {
      const date = stage.daysAgo(A_WHILE_AGO);
      advance(10 * DAY_MS);
      await stage.edit('body/weight', date, '66.6');
      advance(50 * DAY_MS);
      await reread();
      expect(await stage.value('body/weight', date)).toBe('66.6');
    });

    it('is read when a user who had withdrawn the permission returns', async () => {
      const date = stage.daysAgo(A_WHILE_AGO);
      await stage.control.call('POST', 'people/p1/revoke', { upstream });
      advance(10 * DAY_MS);
      await stage.edit('body/weight', date, '66.6');
      await stage.connect('alice', 'p1');
      advance(DAY_MS);
      await reread();
      expect(await stage.value('body/weight', date)).toBe('66.6');
    });
  });
});
