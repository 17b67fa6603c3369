import { Logger } from '@nestjs/common';
import type { FitbitModuleOptions } from 'nestjs-fitbit';
import { ManualClock } from '../../../../test/support/clocks';
import { type ScriptedAnswer, ScriptedServer } from '../../../../test/support/scripted-server';
import { startTcpProxy, type TcpProxy } from '../../../../test/support/tcp-proxy';
import { until } from '../../../../test/support/until';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { connectGrant } from '../../spec-support/connect-grant';
import { scriptedOptions, TokenProcess } from '../../spec-support/token-process';
import type { Connection } from '../model/connection';
import { UnstoredGrants } from './unstored-grants';

jest.setTimeout(60_000); // a bound for a busy machine

const NOW = new Date('2026-11-22T12:00:00Z');
const HOUR_MS = 3_600_000;
const PAIR = { access_token: 'new', refresh_token: 'next', expires_in: 28_800, token_type: 'Bearer' };

describe('[B6] Postgres is away between the answer of the upstream and the commit', () => {
  let database: FitbitDatabase;
  let server: ScriptedServer;
  /** Between the holder and Postgres. */
  let proxy: TcpProxy;
  let holder: TokenProcess;
  let other: TokenProcess;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    server = await ScriptedServer.start();
    const { hostname, port } = new URL(database.url);
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    const options: FitbitModuleOptions = {
      upstream: 'fitbit-web-api', // refresh tokens are good for one use
      ...scriptedOptions(server),
      clock: new ManualClock(NOW),
    };
    const throughProxy = new URL(database.url);
    throughProxy.host = `127.0.0.1:${proxy.port}`;
    holder = await TokenProcess.start(throughProxy.href, options);
    other = await TokenProcess.start(database.url, options);
  });
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE fitbit_connection CASCADE');
    server.reset();
    holder.told.length = other.told.length = 0;
  });
  afterAll(async () => {
    await holder.close();
    await other.close();
    await proxy.close();
    await server.close();
    await database.close();
  });

  const connect = () => connectGrant(other, 'ann', { expiresAt: new Date(NOW.getTime() - HOUR_MS) });
  const row = async () => (await other.connections.findByUser('ann')) as Connection;
  const refreshToken = async () => {
    const { id, sealedTokens } = await row();
    return other.vault.openGrant(sealedTokens, id).refreshToken;
  };
  /** The next answer arrives after the holder has lost its database. */
  const answerWithoutDatabase = (answer: ScriptedAnswer['body']) =>
    server.next((_, response) => {
      void proxy
        .cut()
        .then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer)));
      return 'handled';
    });

  /** The holder's refresh is under way; the upstream answers when `respond` is called. */
  async function acquireWithHeldAnswer(connection: Connection) {
    let respond = () => undefined as void;
    server.next((_, response) => {
      respond = () => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(PAIR));
      return 'handled';
    });
    const renewed = holder.tokens.acquire(connection);
    await until('the request', () => server.seen.length === 1);
    return { renewed, respond };
  }

  it('callers are told after five seconds; the process keeps the tokens and wins over a refusal of the old ones', async () => {
    const connection = await connect();
    answerWithoutDatabase(PAIR).always({ status: 400, body: { errors: [{ errorType: 'invalid_grant' }] } });
    await expect(holder.tokens.acquire(connection)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
    // Two minutes later the upstream does not repeat its answer any more, and the lease of the holder has expired.
    await database.dataSource.query(
      "UPDATE fitbit_connection SET refresh_lease_until = now() - interval '110 s', refresh_begun_at = now() - interval '2 min'",
    );
    await expect(other.tokens.acquire(await row())).rejects.toMatchObject({ code: 'FITBIT_REAUTHORIZATION_REQUIRED' });
    expect(await row()).toMatchObject({ state: 'reauthorization_required' });
    await proxy.restore();
    await until('the tokens to be stored', async () => (await row()).version > connection.version);
    expect(await row()).toMatchObject({ state: 'active' });
    expect(await refreshToken()).toBe('next');
    await until('the event', () => holder.told.length > 0);
    expect(holder.told).toMatchObject([{ type: 'connection-state', userId: 'ann', state: 'active' }]);
    expect(await other.tokens.acquire(await row())).toBe('new');
  });

  it('a caller who waits gets the tokens when Postgres is back in time, and a refusal meanwhile is not even recorded', async () => {
    const connection = await connect();
    answerWithoutDatabase(PAIR).always({ status: 400, body: { errors: [{ errorType: 'invalid_grant' }] } });
    const waiting = holder.tokens.acquire(connection);
    await until('the answer', () => server.seen.length === 1);
    await database.dataSource.query("UPDATE fitbit_connection SET refresh_lease_until = now() - interval '1 s'");
    server.next((_, response) => {
      void proxy.restore().then(() => response.writeHead(400).end('{"errors":[{"errorType":"invalid_grant"}]}'));
      return 'handled';
    });
    expect(await other.tokens.acquire(await row())).toBe('new');
    expect(await waiting).toBe('new');
    expect([...holder.told, ...other.told]).toEqual([]);
  });

  it('a lease is prolonged as long as its holder waits for the upstream', async () => {
    const connection = await connect();
    const { renewed, respond } = await acquireWithHeldAnswer(connection);
    const leased = async () =>
      (
        await database.dataSource.query<{ until: Date }[]>('SELECT refresh_lease_until AS until FROM fitbit_connection')
      )[0]?.until;
    const before = await leased();
    await until('a later end', async () => ((await leased()) ?? 0) > (before ?? 0));
    respond();
    expect(await renewed).toBe('new');
    expect(await leased()).toBeNull();
  });

  it('tokens that arrive after the user has disconnected and the old ones are revoked are kept to be revoked', async () => {
    const connection = await connect();
    const { renewed, respond } = await acquireWithHeldAnswer(connection);
    const revocation = await other.revocations.createOnDisconnect('ann', NOW);
    await other.revocations.delete(revocation?.id ?? '');
    respond();
    await expect(renewed).rejects.toMatchObject({ code: 'FITBIT_NOT_CONNECTED' });
    const [kept] = await other.revocations.list();
    expect(kept).toMatchObject({ upstreamUserId: connection.upstreamUserId, userId: null });
    expect(other.vault.openGrant(kept?.sealedTokens ?? '', connection.id)).toMatchObject({ refreshToken: 'next' });
    await other.revocations.delete(kept?.id ?? '');
  });

  it.each<[string, ScriptedAnswer[]]>([
    ['at once', []],
    ['also when the repeat comes at a moment of HTTP 429', [{ status: 429 }]],
    ['also when the application is refused at that moment', [{ status: 401, body: { error: 'invalid_client' } }]],
    ['also when the token endpoint answers HTTP 410 at that moment', [{ status: 410 }]],
  ])('an answer that was lost on its way is asked for again, by any process, %s', async (_, meanwhile) => {
    const connection = await connect();
    server.next(({ socket }) => (socket.destroy(), 'handled'));
    for (const answer of meanwhile) server.next(answer);
    server.always({ body: PAIR });
    await expect(holder.tokens.acquire(connection)).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
    other.unfinished.onApplicationBootstrap();
    await until('the tokens to be stored', async () => (await row()).version > connection.version);
    expect(await refreshToken()).toBe('next');
    other.unfinished.onModuleDestroy();
  });
});

describe('grants that are not stored when their process ends', () => {
  it('are waited for during the shutdown; then the log names the connection', async () => {
    Logger.overrideLogger(false);
    const lines: string[] = [];
    const logged = jest.spyOn(Logger.prototype, 'error').mockImplementation((line: string) => void lines.push(line));
    const grants = new UnstoredGrants();
    const ended = jest.fn();
    const kept = grants.keep('c-1', () => Promise.reject(new Error('away')), ended);
    await Promise.all([expect(kept).rejects.toThrow(), grants.beforeApplicationShutdown()]);
    expect(lines.join('\n')).toMatch(/connection c-1 could not be stored before this process ended/);
    await until('the end', () => ended.mock.calls.length === 1);
    logged.mockRestore();
  });
});
