import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { CONNECTION_QUEUE } from '../support/internals';
import { ManualClock } from '../support/clocks';
import { Stage } from '../support/stage';
import { runSweeps } from '../support/sweeps';
import { until } from '../support/until';

describe.each([['google-health'], ['fitbit-web-api']] as const)('connecting and disconnecting (%s)', (upstream) => {
  let stage: Stage;
  const clock = new ManualClock(new Date());
  let queue: Queue;

  beforeAll(async () => {
    const options = { upstream, subscribe: true, subscriberId: '1', subscriptions: { body: ['weight'] }, clock };
    stage = await Stage.open({ people: 3, seed: 2 }, { options });
    queue = stage.host.app.get<Queue>(getQueueToken(CONNECTION_QUEUE));
  });
  afterAll(() => stage.close());
  afterEach(() => stage.control.heal());

  const pendingRevocations = () => stage.query('SELECT 1 FROM fitbit_pending_revocation');

  /** The job waits five seconds for the user's own request; a test does not. */
  async function runDelayedJobs(): Promise<void> {
    await until('a delayed job', async () => (await queue.getDelayedCount()) > 0);
    for (const job of await queue.getDelayed()) await job.promote();
    await until('the jobs to end', async () => {
      const { waiting, active } = await queue.getJobCounts();
      return waiting + active === 0;
    });
  }

  it('[R2] [B1] queues the subscription five seconds after the connect', async () => {
    await stage.connect('alice', 'p1');
    const [job] = await queue.getDelayed();
    expect([job?.name, job?.opts.delay]).toEqual(['subscribe', 5_000]);
    expect(JSON.stringify(job?.data)).not.toMatch(/token/i);
    await runDelayedJobs();
    if (upstream === 'fitbit-web-api') expect(await stage.control.requests('apiSubscriptions')).toBeGreaterThan(0);
  });

  it('[R4] [B2] revokes the grant after the row was deleted', async () => {
    await stage.fitbit.disconnect('alice');
    await stage.control.resetRequests();
    await runDelayedJobs();
    expect(await pendingRevocations()).toEqual([]);
    expect(await stage.control.requests('/revoke')).toBe(1);
  });

  it('[R4] [B2] refreshes an expired token first', async () => {
    await stage.connect('alice', 'p1');
    await runDelayedJobs();
    clock.advance(24 * 3_600_000);
    await stage.fitbit.disconnect('alice');
    await stage.control.resetRequests();
    await runDelayedJobs();
    expect(await pendingRevocations()).toEqual([]);
    expect([await stage.control.requests('/token'), await stage.control.requests('/revoke')]).toEqual([1, 1]);
  });

  it('[R4] [B2] sends the revocation also when the refresh before it is refused once, which may be wrong', async () => {
    await stage.connect('alice', 'p1');
    await runDelayedJobs();
    clock.advance(24 * 3_600_000);
    await stage.fitbit.disconnect('alice');
    await stage.control.resetRequests();
    const body = { error: 'invalid_grant' };
    await stage.control.fail({ match: { path: '/token' }, status: 400, body, times: 1 });
    await runDelayedJobs();
    expect(await pendingRevocations()).toEqual([]);
    expect([await stage.control.requests('/token'), await stage.control.requests('/revoke')]).toEqual([1, 1]);
  });

  it('[B2] keeps the pending revocation while the upstream is unreachable, and revokes later', async () => {
    await stage.connect('bob', 'p2');
    await runDelayedJobs();
    await stage.control.fail({ match: { path: 'revoke' }, status: 503, body: 'down' });
    await stage.fitbit.disconnect('bob');
    await runDelayedJobs();
    expect(await pendingRevocations()).toHaveLength(1);
    await stage.control.heal();
    await runDelayedJobs();
    expect(await pendingRevocations()).toEqual([]);
  });

  it('[B2] retries a pending revocation whose worker stopped in the middle', async () => {
    await stage.connect('bob', 'p2');
    await runDelayedJobs();
    await stage.fitbit.disconnect('bob');
    await stage.query("UPDATE fitbit_pending_revocation SET held_until = now() + interval '1 minute'");
    await runDelayedJobs();
    expect(await pendingRevocations()).toHaveLength(1);
    const [job] = await queue.getDelayed();
    expect(job?.opts.attempts).toBeGreaterThan(job?.attemptsMade ?? Infinity);
    await stage.query('UPDATE fitbit_pending_revocation SET held_until = now()');
    await runDelayedJobs();
    expect(await pendingRevocations()).toEqual([]);
  });

  it('[B2] revokes nothing when the user has connected the account again', async () => {
    await stage.connect('carol', 'p3');
    await runDelayedJobs();
    await stage.fitbit.disconnect('carol');
    await stage.connect('carol', 'p3');
    await stage.control.resetRequests();
    await runDelayedJobs();
    expect(await stage.control.requests('/revoke')).toBe(0);
    expect(await stage.fitbit.isIntegrated({ id: 'carol' })).toBe(true);
  });

  it('[B2] revokes the grant of the first account when the user has connected another one, and nothing else', async () => {
    await stage.connect('carol', 'p3');
    await runDelayedJobs();
    await stage.connect('carol', 'p1');
    await runDelayedJobs();
    await runSweeps(stage.host, 'revocations');
    const [{ id: connectionId }] = (await stage.query("SELECT id FROM fitbit_connection WHERE user_id = 'carol'")) as [
      { id: string },
    ];
    const job = await queue.add('subscribe', { connectionId }, { jobId: `${connectionId}|later`, delay: 3_600_000 });
    for (const revocation of await queue.getDelayed()) if (revocation.name === 'revoke') await revocation.promote();
    await until(
      'the revocation',
      async () => (await pendingRevocations()).length + (await queue.getActiveCount()) === 0,
    );
    expect(await job.isDelayed()).toBe(true); // it belongs to the account that is connected now
    await job.remove();
    expect(await stage.control.grant('p3', upstream)).toMatchObject({ alive: false });
    expect(await stage.control.grant('p1', upstream)).toMatchObject({ alive: true });
    expect(await stage.fitbit.isIntegrated({ id: 'carol' })).toBe(true);
  });
});
