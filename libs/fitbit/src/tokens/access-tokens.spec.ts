import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type FitbitModuleOptions, ReauthorizationRequiredError } from 'nestjs-fitbit';
import type { Connection } from '../model/connection';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { SandboxControl } from '../../../../tools/support/sandbox-control';
import { connectExpired, isGood } from '../../spec-support/sandbox-grants';
import { TokenProcess } from '../../spec-support/token-process';
import { exitOf } from '../../../../test/support/processes';
import { until } from '../../../../test/support/until';

jest.setTimeout(120_000); // a bound for a busy machine

const CHILD = path.resolve(__dirname, '../../spec-support/refresh-child.cjs');
const UPSTREAM = 'fitbit-web-api'; // refresh tokens are good for one use
/** Longer than a lease. */
const A_MINUTE_MS = 60_000;
const PEOPLE = 20;

/** Stands between a process and the upstream, and can kill the process while its request is under way. */
class Line {
  mode: 'open' | 'request lost' | 'answer lost' = 'open';
  victim: ChildProcess | undefined;
  private constructor(private readonly server: Server) {}

  static async to(sandbox: Sandbox): Promise<Line> {
    const server = createServer();
    const line = new Line(server);
    server.on('request', (request, response) => {
      void (async () => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of request) chunks.push(chunk as Uint8Array);
        if (line.mode === 'request lost') return line.victim?.kill('SIGKILL');
        const { authorization = '', 'content-type': contentType = '' } = request.headers;
        const answer = await fetch(new URL(request.url ?? '', sandbox.url), {
          method: request.method ?? 'GET',
          headers: { authorization, 'content-type': contentType },
          body: Buffer.concat(chunks),
        });
        const text = await answer.text();
        if (line.mode === 'answer lost') return line.victim?.kill('SIGKILL');
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
      })();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

describe('[B6] a process that is killed while it refreshes', () => {
  let sandbox: Sandbox;
  let control: SandboxControl;
  let database: FitbitDatabase;
  let line: Line;
  let options: FitbitModuleOptions;
  let survivor: TokenProcess;
  let person = 0;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: PEOPLE, seed: 3, years: 1, quota: false });
    control = new SandboxControl(sandbox);
    database = await createFitbitDatabase();
    line = await Line.to(sandbox);
    options = {
      upstream: UPSTREAM,
      consumerKey: 'sandbox-client',
      consumerSecret: 'sandbox-secret',
      callbackUrl: 'https://app.example.com/fitbit/complete',
      encryptionKeys: [{ id: 'test', key: Buffer.alloc(32, 7).toString('base64') }],
      upstreamBaseUrl: sandbox.url,
    };
    survivor = await TokenProcess.start(database.url, options);
  });
  afterAll(async () => {
    await survivor.close();
    await line.close();
    await database.close();
    await sandbox.close();
  });
  beforeEach(() => {
    line.mode = 'open';
  });

  const connect = () => connectExpired(sandbox, survivor, UPSTREAM, `p${(person++ % PEOPLE) + 1}`, `user-${person}`);

  async function startChild(connection: Connection | undefined, env: Record<string, string>): Promise<ChildProcess> {
    const child = fork(CHILD, {
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        OPTIONS: JSON.stringify({ ...options, upstreamBaseUrl: line.url }),
        CONNECTION_ID: connection?.id,
        ...env,
      },
    });
    await once(child, 'message');
    return child;
  }

  /** The lease of the dead process ends; meanwhile a minute has passed at the upstream as well. */
  async function waitOutTheLease({ id }: Connection): Promise<void> {
    sandbox.clock.advance(A_MINUTE_MS);
    await database.dataSource.query(
      "UPDATE fitbit_connection SET refresh_lease_until = now() - interval '1 second' WHERE id = $1",
      [id],
    );
  }

  async function kill(connection: Connection, at: string): Promise<void> {
    const child = await startChild(connection, { DIE_AT: at });
    line.victim = child;
    if (at === 'request lost' || at === 'answer lost') line.mode = at;
    child.send('go');
    const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    expect(signal).toBe('SIGKILL');
    await waitOutTheLease(connection);
  }

  /** The sweep finds this connection only. */
  async function killDuringSweep(at: string): Promise<Connection> {
    const connection = await connect();
    const unused = [new Date(Date.now() - 25 * 3_600_000), connection.id];
    await database.dataSource.query('UPDATE fitbit_connection SET token_expires_at = $1 WHERE id = $2', unused);
    const sweeper = await startChild(connection, { WORK: 'sweep', DIE_AT: at });
    line.victim = sweeper;
    if (at === 'answer lost') line.mode = at;
    const died = once(sweeper, 'exit');
    sweeper.send('go');
    expect((await died)[1]).toBe('SIGKILL');
    line.mode = 'open';
    await database.dataSource.query('UPDATE fitbit_connection SET token_expires_at = now()');
    return connection;
  }

  const POINTS = ['before the request', 'request lost', 'answer lost', 'before the commit', 'after the commit'];
  const CASES = POINTS.flatMap((point) => [
    [point, 'with', 120_000, true],
    [point, 'without', 0, point !== 'answer lost' && point !== 'before the commit'],
  ]) as [string, string, number, boolean][];

  it.each(CASES)('%s, %s the repeat-refresh grace (%i ms): is the user still there? %s', async (at, _, grace, kept) => {
    sandbox.switches.refreshGraceMs = grace;
    for (let round = 0; round < 2; round++) {
      const connection = await connect();
      await kill(connection, at);
      const next = survivor.tokens.acquire((await survivor.connections.findById(connection.id)) as Connection);
      if (kept) {
        expect(await isGood(sandbox, await next)).toBe(true);
        await survivor.tokens.renew((await survivor.connections.findById(connection.id)) as Connection);
      } else {
        await expect(next).rejects.toThrow(ReauthorizationRequiredError);
      }
      const state = kept ? 'active' : 'reauthorization_required';
      expect(await survivor.connections.findById(connection.id)).toMatchObject({ state });
    }
  });

  it('during a sweep: a process that runs already repeats the refresh within seconds, and nothing is called', async () => {
    sandbox.switches.refreshGraceMs = 120_000;
    await database.dataSource.query('TRUNCATE fitbit_connection CASCADE');
    const watcher = await startChild(undefined, { WORK: 'watch' });
    watcher.send('go');
    try {
      const connections: Connection[] = [];
      for (const at of ['answer lost', 'before the commit']) {
        connections.push(await killDuringSweep(at));
      }
      for (const { id, version } of connections) {
        const row = async () => (await survivor.connections.findById(id)) as Connection;
        const stored = await until('new tokens', async () => (await row()).version > version && row(), 45_000);
        expect(stored.state).toBe('active');
        expect(await isGood(sandbox, survivor.vault.openGrant(stored.sealedTokens, id).accessToken)).toBe(true);
      }
    } finally {
      watcher.kill('SIGKILL');
      await exitOf(watcher);
    }
  });

  it('5 processes with 10 callers each at expiry: one refresh, one token, no user lost', async () => {
    sandbox.switches.refreshGraceMs = 0;
    const connection = await connect();
    const children = await Promise.all(Array.from({ length: 5 }, () => startChild(connection, { CALLERS: '10' })));
    await control.resetRequests();
    const received = children.map(async (child) => {
      child.send('go');
      const [tokens] = (await once(child, 'message')) as [string[]];
      await once(child, 'exit');
      return tokens;
    });
    const tokens = (await Promise.all(received)).flat();
    expect(tokens).toHaveLength(50);
    expect(new Set(tokens).size).toBe(1);
    expect(await control.requests('/oauth2/token')).toBe(1);
    expect(await isGood(sandbox, tokens[0] ?? '')).toBe(true);
    expect(await survivor.connections.findById(connection.id)).toMatchObject({ state: 'active' });
  });
});
