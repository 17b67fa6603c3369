import { getQueueToken } from '@nestjs/bull';
import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import type { Queue } from 'bull';
import { FitbitService, type ImportProgress, type UpstreamName } from 'nestjs-fitbit';
import { CircuitBreaker, HISTORICAL_QUEUE, TokenRenewal } from '../support/internals';
import { connectUser } from '../support/connect';
import { Gate } from '../support/gate';
import { TickingClock } from '../support/clocks';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { fillHoles, runSweeps } from '../support/sweeps';
import { startTcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';
import { FITBIT_WEB_API, GOOGLE_HEALTH } from '../support/upstreams';

jest.setTimeout(60_000); // a bound for a busy machine

const HOUR_MS = 3_600_000;
const NOON = new Date('2026-05-04T12:00:00Z');
const STEPS = '/steps/';
const API_ONLY = { workers: false };
const UNAVAILABLE = 'FITBIT_UPSTREAM_UNAVAILABLE';
const LAST_OF_A_CONNECT = /devices/i;
/** Bodies of a refusal, in the words of each. */
const REFUSALS: Record<UpstreamName, object> = {
  'google-health': { error: { code: 400, status: 'INVALID_ARGUMENT', message: 'no' } },
  'fitbit-web-api': { errors: [{ errorType: 'validation', fieldName: 'n/a', message: 'no' }] },
};

describe('an upstream that fails', () => {
  describe.each([GOOGLE_HEALTH, FITBIT_WEB_API])('$name', (facts) => {
    const { name, apiPath, dataPath } = facts;
    const REFUSED = { status: 400, body: REFUSALS[name] };
    /** Of steps, in a year. */
    const WINDOWS = Math.ceil(366 / facts.historyDays.steps);
    // Noon: no user's day begins while the clock is moved by an hour.
    const clock = new TickingClock(NOON);
    const subscriptions = { activities: ['steps'], body: ['weight'] };
    const options = { upstream: name, subscribe: true, subscriberId: '1', subscriptions, clock };
    let sandbox: Sandbox;
    let services: HostServices;
    let host: HostApp;
    let control: SandboxControl;
    let fitbit: FitbitService;

    beforeAll(async () => {
      sandbox = await startSandbox({ people: 20, seed: 9, years: 1, quota: false, now: NOON });
      control = new SandboxControl(sandbox);
      services = await startServices();
      host = await startHostApp({ services, upstreamBaseUrl: sandbox.url, options });
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
    const steps = () => control.requests(STEPS);
    /** As the header's date, by the upstream's clock. */
    const inMinutes = (minutes: number) => new Date(sandbox.clock.now().getTime() + minutes * 60_000).toUTCString();
    const holes = () => runSweeps(host, 'holes');

    it('[B3] is asked ever more rarely for what it refuses, despite sweeps, until a retry', async () => {
      await control.fail({ match: { path: STEPS }, ...REFUSED });
      await connectUser(host, 'refused', { person: 'p1' });
      const failing = await until('the failures', async () => {
        const found = await progress('refused');
        return found.resources.some(({ status }) => status === 'complete') && found.failures.length >= WINDOWS && found;
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

    it('is read at once for what an older grant could not read, when the user connects again', async () => {
      await control.fail({ match: { path: STEPS }, ...REFUSED });
      await connectUser(host, 'again', { person: 'p2' });
      await until('the failures', async () => (await progress('again')).failures.length >= WINDOWS);
      await control.heal();
      await connectUser(host, 'again', { person: 'p2' });
      await complete('again');
    });

    it('is read by the next sweep when Redis goes away while the user connects again', async () => {
      await control.fail({ match: { path: STEPS }, ...REFUSED });
      await connectUser(host, 'away', { person: 'p19' });
      await until('the failures', async () => (await progress('away')).failures.length >= WINDOWS);
      await control.heal();
      const gate = await Gate.start(sandbox.url);
      const { hostname, port } = new URL(services.redis.url);
      const redis = await startTcpProxy({ host: hostname, port: Number(port || 6379) });
      const redisUrl = `redis://127.0.0.1:${redis.port}`;
      const api = await startHostApp({ services, upstreamBaseUrl: gate.url, redisUrl, options, shape: API_ONLY });
      try {
        gate.hold(LAST_OF_A_CONNECT);
        const connecting = connectUser(api, 'away', { person: 'p19' });
        await until('the last question to the upstream', () => gate.waiting > 0);
        await redis.cut();
        gate.open();
        await connecting;
        await redis.restore();
      } finally {
        await api.close();
        await redis.close();
        await gate.close();
      }
      expect((await progress('away')).failures).toEqual([]);
      expect(await holes()).toBeGreaterThanOrEqual(WINDOWS);
      await complete('away');
    });

    it('[B4] is left alone for that user as long as its 429 says, and no attempt is counted', async () => {
      await control.fail({
        match: { path: dataPath, person: 'p3' },
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
      expect(waiting.etaMs).toBeGreaterThanOrEqual(1_790_000);
      const asked = await control.requests(dataPath);
      await control.heal();
      await fillHoles(host, 'busy');
      await connectUser(host, 'idle', { person: 'p4' });
      await complete('idle');
      expect(asked).toBeLessThanOrEqual(10);
      expect((await progress('busy')).complete).toBe(false);
      clock.advance(HOUR_MS);
      await fitbit.disconnect('busy');
    });

    it.each<[string, string, () => string | undefined, number]>([
      ['p9', 'nothing', () => undefined, 60],
      ['p10', 'no wait', () => '0', 60],
      ['p11', 'a negative number', () => '-5', 60],
      ['p12', 'a year', () => '31536000', 60],
      ['p13', 'rubbish', () => 'soon', 60],
      ['p14', 'a date', () => inMinutes(10), 600],
      ['p15', 'a date that has passed', () => inMinutes(-10), 60],
    ])(
      '[B4] makes %s wait no longer than is sane for a 429 whose Retry-After is %s',
      async (person, _, given, waitS) => {
        const retryAfter = given();
        const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
        await control.fail({ match: { path: dataPath, person }, status: 429, headers });
        await connectUser(host, person, { person });
        const block = await until('the block', async () =>
          (await progress(person)).blockedBy.find(({ kind }) => kind === 'budget'),
        );
        const leftS = ((block as { until: Date }).until.getTime() - clock.now().getTime()) / 1_000;
        expect(leftS).toBeGreaterThan(waitS - 50);
        expect(leftS).toBeLessThanOrEqual(waitS + 10);
        expect((await progress(person)).failures).toEqual([]);
        expect(await control.requests(dataPath)).toBeLessThanOrEqual(10);
        await fitbit.disconnect(person);
      },
    );

    it('[B4] is asked occasionally when it keeps answering 429: no attempt is counted, and other users continue', async () => {
      const queue = host.app.get<Queue>(getQueueToken(HISTORICAL_QUEUE));
      const atRest = () =>
        until('the jobs to rest', async () => {
          const { active, waiting, delayed } = await queue.getJobCounts();
          return active + waiting === 0 && delayed > 0;
        });
      const later = async () => {
        clock.advance(2 * HOUR_MS);
        for (const job of await queue.getDelayed()) await job.promote().catch(() => undefined); // or it ran meanwhile
      };
      await control.fail({ match: { path: dataPath, person: 'p16' }, status: 429 });
      await connectUser(host, 'spent', { person: 'p16' });
      const ROUNDS = 12;
      for (let round = 0; round < ROUNDS; round += 1) {
        await until('a request', async () => (await control.requests(dataPath)) > round);
        await atRest();
        expect(await blocks('spent')).toEqual(['budget']);
        await later();
      }
      await atRest();
      expect(await control.requests(dataPath)).toBeLessThanOrEqual(10 * (ROUNDS + 1));
      expect((await progress('spent')).failures).toEqual([]);
      await connectUser(host, 'meanwhile', { person: 'p17' });
      await complete('meanwhile');
      await control.heal();
      await later();
      await complete('spent');
    });

    it('[B4] is left alone for all users when it fails for several, and no attempt is counted', async () => {
      const circuit = host.app.get(CircuitBreaker);
      const down = { status: 503, body: '<html>busy</html>' };
      // Subscriptions follow some seconds after a connect: an answer to one would be an answer.
      await control.fail({ match: { path: dataPath }, ...down }, { match: { path: 'apiSubscriptions' }, ...down });
      for (const person of ['p5', 'p6', 'p7']) await connectUser(host, person, { person });
      await until('the circuit to open', async () => (await circuit.openForMs()) > 0);
      const blocked = await until('what blocks', async () => {
        const found = await blocks('p5');
        return found.includes('upstream') && found;
      });
      expect(blocked[0]).toBe('upstream');
      await control.resetRequests();
      await fitbit.refreshProfile('p5');
      await fillHoles(host, 'p5');
      expect(await control.requests(apiPath)).toBe(0);
      const attempts = (await progress('p5')).failures.reduce((sum, failure) => sum + failure.attempts, 0);
      expect(attempts).toBeLessThanOrEqual(10);
      await control.heal();
      clock.advance(HOUR_MS);
      // Another user may be testing the upstream right now; a connect at that moment is told to try again.
      const connects = () =>
        connectUser(host, 'probe', { person: 'p8' }).then(
          () => true,
          () => false,
        );
      await until('a user to connect', connects);
      expect(await circuit.openForMs()).toBe(0);
      for (const user of ['p5', 'p6', 'p7']) await fitbit.retry(user);
      await complete('probe');
    });

    it('goes on retrying when everything answers 410, and counts as gone on the Fitbit Web API after six hours', async () => {
      const stateOf = async () => (await fitbit.connection('left'))?.state;
      const windows = async () => (await progress('left')).failures.filter(({ code }) => code === UNAVAILABLE).length;
      await control.fail({ match: { path: STEPS }, status: 410 });
      await connectUser(host, 'left', { person: 'p18' });
      await until('the failures', async () => (await windows()) >= WINDOWS);
      expect(await stateOf()).toBe('active');
      // An answer for data would show that the upstream is there.
      await control.fail({ match: { path: '/' }, status: 410 });
      const asked = () => control.requests(name === 'google-health' ? '/' : '/token');
      for (let attempt = 0; attempt < 2; attempt++) {
        const before = await asked();
        await fitbit.retry('left');
        await until('another attempt', async () => (await asked()) > before);
        expect(await stateOf()).toBe('active');
        clock.advance(3 * HOUR_MS);
      }
      await fitbit.retry('left');
      if (name === 'google-health') {
        expect(await stateOf()).toBe('active');
      } else {
        await until('the state', async () => (await stateOf()) === 'upstream_gone');
        expect((await progress('left')).blockedBy[0]).toEqual({ kind: 'connection', state: 'upstream_gone' });
        expect((await progress('left')).etaMs).toBeNull();
      }
      await control.heal();
      await host.app.get(TokenRenewal).upkeep();
      await until('the state', async () => (await stateOf()) === 'active');
      await fitbit.retry('left');
      await complete('left');
    });
  });
});
