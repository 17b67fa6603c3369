import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { Controller, Get } from '@nestjs/common';
import {
  FITBIT_WARNING_HEADER,
  type FitbitEvent,
  FitbitEvents,
  FitbitIntegrationWarning,
  FitbitModule,
  FitbitService,
  RequireFitbit,
  UpstreamGoneError,
  type UpstreamName,
} from 'nestjs-fitbit';
import { FetchService, RevocationService, SubscriptionService, UpdateService } from '../support/internals';
import { runCommand } from '../support/command-line';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { SandboxTime } from '../support/clocks';
import { fillHoles, runSweeps } from '../support/sweeps';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const NOON = '2026-05-04T12:00:00Z';
/** Longer than a token lives, and than the sweep lets one rest. */
const TWO_DAYS_LATER = '2026-05-06T12:00:00Z';
const STEPS = 'activities/steps';
/** Part of the path of each request for data or of an account. */
const API = { 'google-health': '/v4/', 'fitbit-web-api': '/1/user/' };

@Controller('own')
class OwnController {
  @Get('guarded')
  @RequireFitbit()
  guarded() {
    return {};
  }

  @Get('warned')
  @FitbitIntegrationWarning('Connect your Fitbit.')
  warned() {
    return {};
  }
}
class OwnModule {}

describe.each([
  ['google-health', 'fitbit-web-api'],
  ['fitbit-web-api', 'google-health'],
] as const)('the option upstream goes from %s to %s', (before, after) => {
  let sandbox: Sandbox;
  let services: HostServices;
  let control: SandboxControl;
  let host: HostApp;
  let fitbit: FitbitService;
  const told: FitbitEvent[] = [];

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 5, years: 1, quota: false, now: new Date(NOON) });
    control = new SandboxControl(sandbox);
    services = await startServices();
  });
  afterAll(async () => {
    await services.close();
    await sandbox.close();
  });
  beforeEach(async () => {
    await control.call('POST', 'clock', { now: NOON });
    await services.database.dataSource.query('TRUNCATE fitbit_connection, fitbit_data_point CASCADE');
    await start(before);
    for (const [user, person] of Object.entries({ ann: 'p1', bob: 'p2' })) await connectUser(host, user, { person });
    await until('both histories', async () => (await complete('ann')) && (await complete('bob')));
    await restart(after);
  });
  afterEach(() => host.close());

  const optionsOf = (upstream: UpstreamName, subscribe: boolean, upstreamGone: boolean) => ({
    upstream,
    upstreamGone,
    subscribe,
    subscriberId: '1',
    subscriptions: { activities: ['steps'] },
    clock: new SandboxTime(sandbox),
    requestsPerMinutePerUser: 0,
  });
  async function start(upstream: UpstreamName, { subscribe = true, upstreamGone = false } = {}): Promise<void> {
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      options: optionsOf(upstream, subscribe, upstreamGone),
      imports: [{ module: OwnModule, imports: [FitbitModule], controllers: [OwnController] }],
    });
    fitbit = host.app.get(FitbitService);
    host.app.get(FitbitEvents).all.subscribe((event) => told.push(event));
  }
  async function restart(upstream: UpstreamName, shape?: Parameters<typeof start>[1]): Promise<void> {
    await host.close();
    await control.resetRequests();
    told.length = 0;
    await start(upstream, shape);
  }

  const complete = async (user: string) => (await fitbit.importProgress(user))?.complete;
  const stateOf = async (user: string) => (await fitbit.connection(user))?.state;
  const sweep = () => runSweeps(host);
  const rows = (sql: string) => services.database.dataSource.query<Record<string, unknown>[]>(sql);
  /** Everything that is known of the connections. */
  const stored = async () => ({
    // The host's first sweep makes all connections due, sooner or later: the wanted days have changed.
    connections: (await rows('SELECT * FROM fitbit_connection ORDER BY user_id')).map(
      (row): Record<string, unknown> => ({ ...row, holes_due_at: undefined }),
    ),
    ledger: await rows('SELECT * FROM fitbit_coverage ORDER BY connection_id, resource'),
    inbox: await rows('SELECT * FROM fitbit_pending_update ORDER BY connection_id'),
    failures: await rows('SELECT * FROM fitbit_fetch_failure'),
  });
  const own = (path: string) => fetch(`${host.url}/own/${path}`, { headers: { 'x-user': 'ann' } });
  /** What came just before the switch, of a collection that this upstream knows. */
  const announce = (collection: string) =>
    rows(`INSERT INTO fitbit_pending_update (connection_id, collection, dates, received_at)
            SELECT id, '${collection}', '{[2026-05-01,2026-05-02)}', '${NOON}' FROM fitbit_connection WHERE user_id = 'ann'`);

  it('shows every connection as upstream_gone, and offers to connect again', async () => {
    expect(await fitbit.isIntegrated({ id: 'ann' })).toBe(false);
    expect(await fitbit.connection('ann')).toMatchObject({ upstream: before, state: 'upstream_gone' });
    expect((await fitbit.connections()).map(({ state }) => state)).toEqual(['upstream_gone', 'upstream_gone']);
    expect(await fitbit.importProgress('ann')).toMatchObject({
      state: 'upstream_gone',
      etaMs: null,
      blockedBy: [{ kind: 'connection', state: 'upstream_gone' }],
    });
    expect(await (await own('guarded')).json()).toMatchObject({
      statusCode: 403,
      state: 'upstream_gone',
      connectUrl: `${host.url}/fitbit/login`,
    });
    expect((await own('warned')).headers.has(FITBIT_WARNING_HEADER)).toBe(true);
    const status = await runCommand(services, host.options, 'status');
    expect(status.stdout).toContain('2 connections: 2 upstream_gone');
  });

  it('serves stored data, and does not report a history with missing days as complete', async () => {
    await control.call('POST', 'clock', { now: TWO_DAYS_LATER });
    const { points, availability } = await fitbit.getSeries('ann', STEPS, { from: '2026-04-01', to: '2026-04-30' });
    expect(points.length).toBeGreaterThan(20);
    expect(availability).toBe('available');
    expect(await fitbit.importProgress('ann')).toMatchObject({ complete: false });
    expect((await fitbit.importProgress('ann'))?.doneDays).toBeGreaterThan(300);
  });

  it('never uses or changes an old grant, from no entry point', async () => {
    await announce(before === 'google-health' ? 'steps' : 'activities');
    const known = await stored();
    const [{ id: connectionId = '', grant_epoch: grantEpoch = 0 } = {}] = known.connections as {
      id: string;
      grant_epoch: number;
    }[];
    await control.call('POST', 'clock', { now: TWO_DAYS_LATER });
    expect(await sweep()).toBe(0);
    expect(await fillHoles(host, 'ann')).toBe(0);
    expect(await fitbit.retry('ann')).toBe(0);
    await fitbit.refreshProfile('ann');
    // What was queued before the switch.
    const window = { from: '2026-05-01', to: '2026-05-04' };
    const job = {
      connectionId,
      grantEpoch,
      endpoint: 'any',
      resources: [STEPS] as const,
      window,
      again: true as const,
    };
    expect(await host.app.get(FetchService, { strict: false }).fetchAndStore(job, 'backfill')).toBe('stale');
    expect(await host.app.get(UpdateService, { strict: false }).processInbox(connectionId)).toBe(0);
    await host.app.get(SubscriptionService, { strict: false }).subscribe(connectionId);
    const refreshed = await runCommand(services, host.options, 'refresh-tokens', '--all', '--deauth', '--force');
    expect(refreshed).toMatchObject({
      exitCode: 0,
      stdout: 'Successfully refreshed 0 tokens\nDeauthenticated 0 users\n',
    });
    expect(await stored()).toEqual(known);
    expect(await control.requests()).toBe(0);
    expect(told).toEqual([]);
  });

  it('answers live reads as if the upstream were gone', async () => {
    await restart(after, { subscribe: false });
    const reading = fitbit.getSeries('ann', STEPS, { from: '2026-05-01', to: '2026-05-04' });
    await expect(reading).rejects.toThrow(UpstreamGoneError);
    const answer = await fetch(`${host.url}/fitbit/get_data/${STEPS}?base-date=2026-05-01&end-date=2026-05-04`, {
      headers: { 'x-user': 'ann' },
    });
    expect(await answer.json()).toMatchObject({ meta: { status_code: 102 } });
    expect(await control.requests()).toBe(0);
  });

  it('with upstreamGone no grant of the Fitbit Web API is used either, and login and callback say that it has moved', async () => {
    const route = (path: string, cookie = '') =>
      fetch(`${host.url}/fitbit/${path}`, { headers: { 'x-user': 'ann', cookie }, redirect: 'manual' });
    const begun = await route('login');
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state');
    await restart('fitbit-web-api', { upstreamGone: true });
    const back = await route(`complete?code=c&state=${state}`, begun.headers.get('set-cookie')?.split(';')[0]);
    expect(back.headers.get('location')).toContain('reason=upstream_gone');
    await announce(before === 'google-health' ? 'steps' : 'activities');
    const known = await stored();
    await control.call('POST', 'clock', { now: TWO_DAYS_LATER });
    expect(await sweep()).toBe(0);
    expect([await stateOf('ann'), await stateOf('bob')]).toEqual(['upstream_gone', 'upstream_gone']);
    const login = await route('login');
    expect([login.status, await login.text()]).toEqual([
      200,
      expect.stringContaining('Fitbit has moved to a new service'),
    ]);
    expect(await stored()).toEqual(known);
    expect(await control.requests()).toBe(0);
    expect(told).toEqual([]);
  });

  it('finds every connection active after switching back, and reads what was missed', async () => {
    await announce(before === 'google-health' ? 'steps' : 'activities');
    await control.call('POST', 'clock', { now: TWO_DAYS_LATER });
    await sweep();
    await restart(before);
    expect(await fitbit.isIntegrated({ id: 'ann' })).toBe(true);
    expect(await stateOf('bob')).toBe('active');
    await sweep();
    await until('both histories', async () => (await complete('ann')) && (await complete('bob')));
    await until('the inbox', async () => (await stored()).inbox.length === 0);
    const [expired] = await rows(
      `SELECT count(*)::int FROM fitbit_connection WHERE token_expires_at < '${TWO_DAYS_LATER}'`,
    );
    expect(expired).toEqual({ count: 0 });
  });

  it('replaces a connection when its user connects again; the other stays as it is, also after switching back', async () => {
    const [{ id } = {}] = (await stored()).connections;
    const first = (await fitbit.getSeries('ann', STEPS, { from: '2025-06-01', to: '2026-05-03' })).points;
    await connectUser(host, 'ann', { person: 'p1' });
    expect(await fitbit.connection('ann')).toMatchObject({ upstream: after, state: 'active' });
    expect((await stored()).connections[0]).toMatchObject({ id, user_id: 'ann' });
    await sweep();
    await until('the history', () => complete('ann'));
    expect(await control.requests(API[before])).toBe(0);
    expect(await control.requests(API[after])).toBeGreaterThan(0);
    const again = (await fitbit.getSeries('ann', STEPS, { from: '2025-06-01', to: '2026-05-03' })).points;
    expect(again.length).toBeGreaterThanOrEqual(first.length);
    expect(await stateOf('bob')).toBe('upstream_gone');
    await restart(before);
    expect(await stateOf('ann')).toBe('upstream_gone');
    expect(await stateOf('bob')).toBe('active');
  });

  it('sends the grant of a disconnecting user nowhere, because the other upstream issued it', async () => {
    expect(await fitbit.disconnect('ann')).toBe(true);
    const [{ id } = { id: '' }] = (await rows('SELECT id FROM fitbit_pending_revocation')) as { id: string }[];
    await host.app.get(RevocationService, { strict: false }).revoke(id);
    expect(await rows('SELECT id FROM fitbit_pending_revocation')).toEqual([]);
    expect(await control.requests()).toBe(0);
  });
});
