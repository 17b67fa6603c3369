import { getQueueToken } from '@nestjs/bull';
import type { Queue } from 'bull';
import { type FitbitEvent, FitbitEvents, TimeSeriesData } from 'nestjs-fitbit';
import {
  CONNECTION_QUEUE,
  ConnectionRepository,
  FitbitUpstream,
  HISTORICAL_QUEUE,
  PendingRevocationRepository,
  RevocationService,
  UpstreamSessions,
} from '../support/internals';
import { Gate } from '../support/gate';
import { ManualClock } from '../support/clocks';
import { Stage } from '../support/stage';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const HOUR_MS = 3_600_000;
const IDENTITY = { 'google-health': 'me/identity', 'fitbit-web-api': 'profile.json' };

describe.each([['google-health'], ['fitbit-web-api']] as const)('disconnecting and erasing (%s)', (upstream) => {
  let stage: Stage;
  let gate: Gate;
  const clock = new ManualClock(new Date());
  let revocationService: RevocationService;
  let connections: ConnectionRepository;
  let revocations: PendingRevocationRepository;
  const told: FitbitEvent[] = [];

  beforeAll(async () => {
    const options = {
      upstream,
      subscribe: true,
      subscriberId: '1',
      subscriptions: { body: ['weight'], activities: ['steps', 'floors'] },
      clock,
      historicalInitDelay: 60,
      requestsPerMinutePerUser: 0,
    };
    stage = await Stage.open({ people: 4, seed: 2 }, async ({ url }) => {
      gate = await Gate.start(url);
      return { upstreamBaseUrl: gate.url, shape: { workers: false }, options };
    });
    revocationService = stage.host.app.get(RevocationService);
    connections = new ConnectionRepository(stage.services.database.dataSource, { upstream });
    revocations = new PendingRevocationRepository(stage.services.database.dataSource);
    stage.host.app.get(FitbitEvents).all.subscribe((event) => told.push(event));
  });
  afterAll(async () => {
    await gate.close();
    await stage.close();
  });
  afterEach(async () => {
    gate.open();
    await stage.control.heal();
    await stage.query('TRUNCATE fitbit_connection, fitbit_pending_revocation, fitbit_authorization CASCADE');
    told.length = 0;
  });

  async function leave(user: string): Promise<string> {
    await stage.fitbit.disconnect(user);
    return (await revocations.list()).at(-1)?.id ?? '';
  }

  /** Asks the upstream itself whether the stored grant of a user is alive. */
  async function isAlive(user: string): Promise<boolean> {
    const connection = await connections.findByUser(user);
    if (!connection) return false;
    const identify = stage.host.app
      .get(UpstreamSessions, { strict: false })
      .withSession(connection, 'interactive', (session) =>
        stage.host.app.get(FitbitUpstream, { strict: false }).identify(session),
      );
    return identify.then(
      () => true,
      () => false,
    );
  }

  /** No table has the host's id of the user. */
  async function expectNothingOf(user: string): Promise<void> {
    for (const { table_name: table } of await stage.query<{ table_name: string }>(
      "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'",
    )) {
      const text = JSON.stringify(await stage.query(`SELECT * FROM ${table}`));
      expect([table, text.includes(`"${user}"`)]).toEqual([table, false]);
    }
  }

  it('disconnect, reconnect, then the old revoke job: the new grant survives', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    await stage.connect('ann', 'p1');
    await stage.control.resetRequests();
    await revocationService.revoke(pending);
    expect(await stage.control.requests('revoke')).toBe(0);
    expect(await isAlive('ann')).toBe(true);
  });

  it('the old revoke job during a reconnect: it runs again later and finds the new grant', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    await stage.control.resetRequests();
    gate.hold(/devices/i);
    const connecting = stage.connect('ann', 'p1');
    await until('the devices to be asked for', () => gate.waiting > 0);
    await expect(revocationService.revoke(pending)).rejects.toThrow('Runs again in 30 s.');
    gate.open();
    await connecting;
    await revocationService.revoke(pending);
    expect(await stage.control.requests('revoke')).toBe(0);
    expect(await isAlive('ann')).toBe(true);
    expect(await revocations.list()).toEqual([]);
  });

  it('[R4] [B2] a disconnect while a slow callback runs: the revocation waits for it, and the new grant survives', async () => {
    await stage.connect('ann', 'p1');
    gate.hold(/devices/i);
    const connecting = stage.connect('ann', 'p1');
    await until('the devices to be asked for', () => gate.waiting > 0);
    const pending = await leave('ann');
    await stage.control.resetRequests();
    await expect(revocationService.revoke(pending)).rejects.toThrow('Runs again in 5 s.');
    gate.open();
    await connecting;
    await revocationService.revoke(pending);
    expect(await stage.control.requests('revoke')).toBe(0);
    expect(await isAlive('ann')).toBe(true);
    expect(await revocations.list()).toEqual([]);
  });

  it('[R4] [B2] a callback whose process died holds a revocation up until its lease ends', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    await fetch(`${stage.host.url}/fitbit/login`, { headers: { 'x-user': 'ann' }, redirect: 'manual' });
    await stage.query("UPDATE fitbit_authorization SET held_until = now() + interval '1 minute'");
    await expect(revocationService.revoke(pending)).rejects.toThrow('Runs again in 5 s.');
    await stage.query("UPDATE fitbit_authorization SET held_until = now() - interval '1 second'");
    await stage.control.resetRequests();
    await revocationService.revoke(pending);
    expect(await stage.control.requests('revoke')).toBe(1);
  });

  it('[B2] a revocation whose requests outlast its lease looks for a newer grant before it revokes', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    clock.advance(24 * HOUR_MS); // the access token has expired, so the first request is a refresh
    gate.hold(upstream === 'google-health' ? /token/ : /apiSubscriptions/);
    const revoking = revocationService.revoke(pending).catch((error: Error) => error.message);
    await until('a request before the revocation', () => gate.waiting > 0);
    await stage.query("UPDATE fitbit_pending_revocation SET held_until = now() - interval '1 second'");
    gate.letOthersPass();
    await stage.control.resetRequests();
    await stage.connect('ann', 'p1');
    gate.open();
    expect(await revoking).toBe('Runs again in 30 s.');
    await revocationService.revoke(pending);
    expect(await stage.control.requests('revoke')).toBe(0);
    expect(await isAlive('ann')).toBe(true);
  });

  it('[B2] a revocation that is not sent yet gives way to a callback that begins meanwhile', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    clock.advance(24 * HOUR_MS); // as above
    gate.hold(upstream === 'google-health' ? /token/ : /apiSubscriptions/);
    const revoking = revocationService.revoke(pending).catch((error: Error) => error.message);
    await until('a request before the revocation', () => gate.waiting > 0);
    gate.letOthersPass();
    await stage.control.resetRequests();
    const connecting = stage.connect('ann', 'p1');
    await until('the new account to be known', async () => (await stage.control.requests(IDENTITY[upstream])) > 0);
    gate.open();
    expect(await revoking).toBe('Runs again in 5 s.');
    await connecting;
    expect(await stage.control.requests('revoke')).toBe(0);
    expect(await isAlive('ann')).toBe(true);
  });

  it('[R2] asks the user again when the new grant was revoked before it was stored', async () => {
    const repository = stage.host.app.get(ConnectionRepository, { strict: false });
    const store = repository.connect.bind(repository);
    jest.spyOn(repository, 'connect').mockImplementationOnce(async (grant) => {
      await stage.control.call('POST', 'people/p1/revoke', { upstream });
      return store(grant);
    });
    await expect(stage.connect('ann', 'p1')).rejects.toThrow('reason=code_refused');
    expect(await stage.fitbit.isIntegrated({ id: 'ann' })).toBe(false);
    expect(told.map((event) => event.type === 'connection-state' && event.state)).not.toContain('active');
    await stage.connect('ann', 'p1');
    expect(await isAlive('ann')).toBe(true);
  });

  it('a reconnect during the revocation waits for it and never stores a grant that it ended', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    gate.hold(/revoke/);
    const revoking = revocationService.revoke(pending);
    await until('the revocation', () => gate.waiting > 0);
    await stage.control.resetRequests();
    const reconnecting = stage.connect('ann', 'p1').then(
      () => 'connected',
      (error: Error) => error.message,
    );
    await until('the new account to be known', async () => (await stage.control.requests(IDENTITY[upstream])) > 0);
    gate.open();
    const first = await reconnecting;
    await revoking;
    // The revocation ended every earlier grant.
    expect(first === 'connected' || /reason=code_refused/.test(first)).toBe(true);
    if (first !== 'connected') await stage.connect('ann', 'p1');
    expect(await isAlive('ann')).toBe(true);
  });

  it('a connect that fails in the end keeps the pending revocation', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    await stage.control.fail({ match: { path: 'profile' }, status: 503, body: 'down' });
    await expect(stage.connect('ann', 'p1')).rejects.toThrow('upstream_unavailable');
    await stage.control.heal();
    await stage.control.resetRequests();
    await revocationService.revoke(pending);
    expect(await stage.control.requests('revoke')).toBe(1);
    expect(await revocations.list()).toEqual([]);
  });

  it('a revocation is tried for 24 hours, then given up and its sealed grant deleted', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    await stage.control.fail({
      match: { path: upstream === 'google-health' ? '/revoke' : 'oauth2' },
      status: 503,
      body: 'x',
    });
    await stage.control.fail({ match: { path: '/token' }, status: 503, body: 'x' });
    clock.advance(23 * HOUR_MS);
    await expect(revocationService.revoke(pending)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
    expect(await revocations.list()).toHaveLength(1);
    clock.advance(HOUR_MS);
    await revocationService.revoke(pending);
    expect(await revocations.list()).toEqual([]);
  });

  it.each([
    ['was connected', true],
    ['was not connected', false],
  ])('an erase while a callback runs: nothing is stored, and the grant is revoked (the user %s)', async (_, was) => {
    if (was) await stage.connect('ann', 'p1');
    gate.hold(/devices/i);
    const connecting = stage.connect('ann', 'p1').catch((error: Error) => error.message);
    await until('the devices to be asked for', () => gate.waiting > 0);
    expect((await stage.fitbit.erase('ann')).rows).toMatchObject({ connections: was ? 1 : 0, authorizations: 1 });
    gate.open();
    expect(await connecting).toMatch('reason=state_invalid');
    await expectNothingOf('ann');
    await stage.control.resetRequests();
    for (const { id } of await revocations.list()) await revocationService.revoke(id);
    expect(await stage.control.requests('revoke')).toBeGreaterThan(0);
    expect(await revocations.list()).toEqual([]);
  });

  it('an erase forgets whose grant an earlier disconnect has left to revoke', async () => {
    await stage.connect('ann', 'p1');
    const pending = await leave('ann');
    await stage.fitbit.erase('ann');
    await expectNothingOf('ann');
    await stage.control.resetRequests();
    await revocationService.revoke(pending);
    expect(await stage.control.requests('revoke')).toBe(1);
  });

  it("erases everything of a user, reports what it deleted, and keeps other users' data", async () => {
    await stage.connect('ann', 'p1');
    await stage.connect('bob', 'p2');
    const series = stage.services.database.dataSource.getRepository(TimeSeriesData);
    for (const userId of ['ann', 'bob']) {
      await series.insert({ userId, resource: 'activities/steps', date: '2026-01-01', value: '7' });
      await series.insert({ userId, resource: 'activities/steps', date: '2026-01-02', value: '8' });
      await fetch(`${stage.host.url}/fitbit/login`, { headers: { 'x-user': userId }, redirect: 'manual' });
    }
    const connection = await connections.findByUser('ann');
    const jobs = async (id = '') => {
      const found = await Promise.all(
        [HISTORICAL_QUEUE, CONNECTION_QUEUE].map((name) =>
          stage.host.app.get<Queue<{ connectionId?: string }>>(getQueueToken(name), { strict: false }).getDelayed(),
        ),
      );
      return found.flat().filter(({ data }) => data.connectionId === id).length;
    };
    const queued = await jobs(connection?.id);
    expect(queued).toBeGreaterThan(1);
    const bobs = await jobs((await connections.findByUser('bob'))?.id);

    const receipt = await stage.fitbit.erase('ann');
    expect(receipt).toEqual({
      userId: 'ann',
      erasedAt: clock.now(),
      rows: {
        connections: 1,
        dataPoints: 2,
        ledgerLines: 3,
        fetchFailures: 0,
        suspiciousShrinks: 0,
        pendingUpdates: 0,
        authorizations: 1,
      },
      jobs: queued,
      revocation: 'queued',
    });
    expect(await jobs(connection?.id)).toBe(0);
    expect(await jobs((await connections.findByUser('bob'))?.id)).toBe(bobs);
    await expectNothingOf('ann');
    expect(await stage.fitbit.isIntegrated({ id: 'bob' })).toBe(true);
    expect(await series.countBy({ userId: 'bob' })).toBe(2);
    expect(told.at(-1)).toMatchObject({ type: 'connection-state', userId: 'ann', state: 'disconnected' });

    const [pending] = await revocations.list();
    await stage.control.resetRequests();
    await revocationService.revoke(pending?.id ?? '');
    expect(await stage.control.requests('revoke')).toBe(1);
    expect(await revocations.list()).toEqual([]);
    expect(await stage.fitbit.erase('ann')).toMatchObject({
      rows: { connections: 0, dataPoints: 0 },
      revocation: 'none',
    });
  });
});
