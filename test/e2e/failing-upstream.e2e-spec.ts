import { startSandbox, type Sandbox } from '@nestjs-fitbit/sandbox';
import { FitbitService, type ImportProgress } from 'nestjs-fitbit';
import { SweepService } from '../../libs/fitbit/src/worker/sweeps/sweep.service';
import { CircuitBreaker } from '../../libs/fitbit/src/sync/circuit-breaker';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices, TickingClock } from '../support/host-app';
import { SandboxControl } from '../support/sandbox-control';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const HOUR_MS = 3_600_000;
const NOON = new Date('2026-05-04T12:00:00Z');
const REFUSED = { status: 400, body: { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'no' } } };

describe('an upstream that fails', () => {
  // Noon: no day begins for anybody while the clock is moved by an hour.
  const clock = new TickingClock(NOON);
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  let control: SandboxControl;
  let fitbit: FitbitService;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 8, seed: 9, years: 1, quota: false, now: NOON });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const subscriptions = { activities: ['steps'], body: ['weight'] };
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      options: { subscribe: true, subscriptions, clock },
    });
    fitbit = host.app.get(FitbitService);
  });
  afterAll(async () => {
    await host.close();
    await services.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    await control.heal();
    await control.resetRequests();
  });

  const progress = async (user: string) => (await fitbit.importProgress(user)) as ImportProgress;
  const blocks = async (user: string) => (await progress(user)).blockedBy.map(({ kind }) => kind);
  const complete = (user: string) => until(`the history of ${user}`, async () => (await progress(user)).complete);
  const steps = () => control.requests('/dataTypes/steps');
  const holes = () => host.app.get(SweepService).sweep('holes');

  it('[B3] pauses what it refuses ever longer, however often a sweep looks, until it is retried', async () => {
    await control.fail({ match: { path: '/dataTypes/steps' }, ...REFUSED });
    await connectUser(host, 'refused', { person: 'p1' });
    const failing = await until('the failures', async () => {
      const found = await progress('refused');
      return found.resources.some(({ status }) => status === 'complete') && found.failures.length >= 5 && found;
    });
    const windows = failing.failures.length;
    expect(failing.failures[0]).toMatchObject({
      code: 'FITBIT_REQUEST_REFUSED',
      attempts: 1,
      resources: ['activities/steps'],
    });
    expect(failing.blockedBy).toEqual([
      { kind: 'failing', code: 'FITBIT_REQUEST_REFUSED', windows, until: expect.any(Date) as Date },
    ]);
    for (let sweep = 0; sweep < 3; sweep += 1) expect(await holes()).toBe(0);
    expect(await steps()).toBe(windows);
    clock.advance(15 * 60_000);
    await holes();
    await until('the second attempts', async () =>
      (await progress('refused')).failures.every(({ attempts }) => attempts === 2),
    );
    clock.advance(15 * 60_000);
    expect(await holes()).toBe(0);
    expect(await steps()).toBe(2 * windows);
    await control.heal();
    expect(await fitbit.retry('refused')).toBe(windows);
    await complete('refused');
    expect((await progress('refused')).failures).toEqual([]);
    expect(await fitbit.retry('refused')).toBe(0);
    expect(await fitbit.retry('nobody')).toBe(0);
  });

  it('reads at once what an older grant could not, when the user connects again', async () => {
    await control.fail({ match: { path: '/dataTypes/steps' }, ...REFUSED });
    await connectUser(host, 'again', { person: 'p2' });
    await until('the failures', async () => (await progress('again')).failures.length >= 5);
    await control.heal();
    await connectUser(host, 'again', { person: 'p2' });
    await complete('again');
  });

  it('[B4] waits as long as a 429 says, for all of the user, and counts no attempt', async () => {
    await control.fail({
      match: { path: '/dataTypes/', person: 'p3' },
      status: 429,
      headers: { 'retry-after': '1800' },
    });
    await connectUser(host, 'busy', { person: 'p3' });
    const waiting = await until('the block', async () => {
      const found = await progress('busy');
      return found.blockedBy.length > 0 && found;
    });
    expect(waiting.blockedBy.map(({ kind }) => kind)).toEqual(['budget']);
    expect(waiting.failures).toEqual([]);
    expect(waiting.etaMs).toBeGreaterThanOrEqual(1_800_000);
    const asked = await control.requests('/dataTypes/');
    await control.heal();
    await fitbit.fillHoles('busy');
    await connectUser(host, 'idle', { person: 'p4' });
    await complete('idle');
    expect(asked).toBeLessThanOrEqual(10);
    expect((await progress('busy')).complete).toBe(false);
    clock.advance(HOUR_MS);
    await fitbit.disconnect('busy');
  });

  it('[B4] is left alone by everybody when it fails for several users, and no attempt is counted for that', async () => {
    const circuit = host.app.get(CircuitBreaker);
    await control.fail({ match: { path: '/dataTypes/' }, status: 503, body: '<html>busy</html>' });
    for (const person of ['p5', 'p6', 'p7']) await connectUser(host, person, { person });
    await until('the circuit to open', async () => (await circuit.openForMs()) > 0);
    const blocked = await until('what blocks', async () => {
      const found = await blocks('p5');
      return found.includes('upstream') && found;
    });
    expect(blocked[0]).toBe('upstream');
    await control.resetRequests();
    await fitbit.refreshProfile('p5');
    await fitbit.fillHoles('p5');
    expect(await control.requests('/v4/')).toBe(0);
    const attempts = (await progress('p5')).failures.reduce((sum, failure) => sum + failure.attempts, 0);
    expect(attempts).toBeLessThanOrEqual(10);
    await control.heal();
    clock.advance(HOUR_MS);
    await connectUser(host, 'probe', { person: 'p8' });
    expect(await circuit.openForMs()).toBe(0);
    for (const user of ['p5', 'p6', 'p7']) await fitbit.retry(user);
    await complete('probe');
  });
});
