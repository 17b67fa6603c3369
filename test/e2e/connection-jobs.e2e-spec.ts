import { getQueueToken } from '@nestjs/bull';
import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import type { Queue } from 'bull';
import { FitbitService } from 'nestjs-fitbit';
import { CONNECTION_QUEUE } from '../../libs/fitbit/src/connection/connection.queue';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, ManualClock, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';

describe.each([['google-health'], ['fitbit-web-api']] as const)('connecting and leaving (%s)', (upstream) => {
  const clock = new ManualClock(new Date());
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;
  let queue: Queue;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 3, seed: 2, years: 1, quota: false });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const options = { upstream, subscribe: true, subscriberId: '1', subscriptions: { body: ['weight'] }, clock };
    host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
    fitbit = host.app.get(FitbitService);
    queue = host.app.get<Queue>(getQueueToken(CONNECTION_QUEUE));
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  afterEach(() => control.heal());

  const departures = () => services.database.dataSource.query<unknown[]>('SELECT 1 FROM fitbit_departure');

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
    await connectUser(host, 'alice', { person: 'p1' });
    const [job] = await queue.getDelayed();
    expect([job?.name, job?.opts.delay]).toEqual(['subscribe', 5_000]);
    expect(JSON.stringify(job?.data)).not.toMatch(/token/i);
    await runDelayedJobs();
    if (upstream === 'fitbit-web-api') expect(await control.requests('apiSubscriptions')).toBeGreaterThan(0);
  });

  it('[R4] [B2] ends the grant although the row is gone', async () => {
    await fitbit.disconnect('alice');
    await control.resetRequests();
    await runDelayedJobs();
    expect(await departures()).toEqual([]);
    expect(await control.requests('/revoke')).toBe(1);
  });

  it('[R4] [B2] refreshes an expired token first', async () => {
    await connectUser(host, 'alice', { person: 'p1' });
    await runDelayedJobs();
    clock.advance(24 * 3_600_000);
    await fitbit.disconnect('alice');
    await control.resetRequests();
    await runDelayedJobs();
    expect(await departures()).toEqual([]);
    expect([await control.requests('/token'), await control.requests('/revoke')]).toEqual([1, 1]);
  });

  it('[B2] keeps the departure while the upstream cannot be reached, and carries it out later', async () => {
    await connectUser(host, 'bob', { person: 'p2' });
    await runDelayedJobs();
    await control.fail({ match: { path: 'revoke' }, status: 503, body: 'down' });
    await fitbit.disconnect('bob');
    await runDelayedJobs();
    expect(await departures()).toHaveLength(1);
    await control.heal();
    await runDelayedJobs();
    expect(await departures()).toEqual([]);
  });

  it('[B2] revokes nothing when the user connected the account again in between', async () => {
    await connectUser(host, 'carol', { person: 'p3' });
    await runDelayedJobs();
    await fitbit.disconnect('carol');
    await connectUser(host, 'carol', { person: 'p3' });
    await control.resetRequests();
    await runDelayedJobs();
    expect(await control.requests('/revoke')).toBe(0);
    expect(await fitbit.isIntegrated({ id: 'carol' })).toBe(true);
  });
});
