import { setTimeout as sleep } from 'node:timers/promises';
import { RefreshBench } from '../support/refresh-bench';

jest.setTimeout(120_000); // a bound for a busy machine

const DEAD = '400invalid_grant';
/** More than two pages. */
const MANY = 450;

describe('refresh-tokens for many', () => {
  let bench: RefreshBench;
  beforeAll(async () => (bench = await RefreshBench.start('google-health')));
  afterAll(() => bench.close());
  beforeEach(() => bench.reset());

  const asked = () => bench.server.seen.map((request) => bench.refreshTokenOf(request));
  const isOnceEach = (tokens: string[]) => new Set(tokens).size === tokens.length;

  it.each([[[]], [['--all']]])('[CMD] tries each token once, page after page: %j', async (options) => {
    await bench.connectMany('good', MANY - 40);
    // Unlike after a 503, it is known that the tokens were not replaced: no process repeats these.
    await bench.connectMany('429', 40);
    // All at one moment, which is finer than a Date can say.
    await bench.services.database.dataSource.query(
      "UPDATE fitbit_connection SET token_expires_at = '2026-11-22 11:00:00.123456Z'",
    );
    const { stdout, stderr, exitCode } = await bench.run(...options);
    expect(stdout).toBe(`Successfully refreshed ${MANY - 40} tokens\nFailed to refresh 40 tokens\n`);
    expect(exitCode).toBe(1);
    expect(asked()).toHaveLength(MANY);
    expect(isOnceEach(asked())).toBe(true);
    expect(stderr).toMatch(/^Refreshing tokens: 45 of 450/);
    expect(stderr.match(/^Refreshing tokens: /gm)).toHaveLength(10);
  });

  it.each([1, 3])('[CMD] never sends more refreshes at once than allowed: %i', async (limit) => {
    await bench.connectMany('good', 12);
    let running = 0;
    let most = 0;
    let full: () => void = () => undefined;
    const together = new Promise<void>((resolve) => (full = resolve));
    bench.server.always((_, response) => {
      most = Math.max(most, ++running);
      if (running === limit) full();
      // The first wait for each other; then a moment, in which one too many would be seen.
      void together
        .then(() => sleep(10))
        .then(() => {
          running--;
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ access_token: 'a', expires_in: 60, token_type: 'Bearer' }));
        });
      return 'handled';
    });
    await bench.run('--concurrency', String(limit));
    expect(most).toBe(limit);
  });

  it('[CMD] [B6] refreshes each token once when two commands run at the same time', async () => {
    await bench.connectMany('good', 40);
    const runs = await Promise.all([bench.run('--all'), bench.run('--all')]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(isOnceEach(asked())).toBe(true);
    expect(Object.values(await bench.rows()).every((row) => row.startsWith('active next-'))).toBe(true);
  });

  it('[CMD] --deauth removes no connection when most grants are refused at once, and restores their grant status', async () => {
    await bench.connectMany(DEAD, 30);
    await bench.connectMany('good', 5);
    const { stdout, stderr, exitCode } = await bench.run('--deauth');
    expect(stdout).toBe('Successfully refreshed 5 tokens\nFailed to refresh 30 tokens\nDeauthenticated 0 users\n');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('disconnect the users anyway, use --force')]);
    expect(Object.values(await bench.rows()).filter((row) => row.startsWith('active '))).toHaveLength(35);
  });

  it('[CMD] --deauth --force ignores the mass-failure breaker', async () => {
    await bench.connectMany(DEAD, 30);
    expect((await bench.run('--deauth', '--force')).stdout).toContain('Deauthenticated 30 users\n');
    expect(await bench.rows()).toEqual({});
  });

  it('[CMD] reaches the grants after a page of grants that no key opens: that says nothing about the upstream', async () => {
    await bench.connect('good');
    await bench.services.database.dataSource.query(
      `INSERT INTO fitbit_connection (id, user_id, upstream, upstream_user_id, state, grant_epoch, version, sealed_tokens,
         token_expires_at, scopes, profile, connected_at)
       SELECT gen_random_uuid(), 'lost-' || n, upstream, 'lost-' || n, state, 1, 1, 'v1.lost.', token_expires_at - interval '1 day',
         scopes, '{}', connected_at
       FROM fitbit_connection, generate_series(1, 250) n WHERE user_id = 'good'`,
    );
    const { stdout, exitCode } = await bench.run();
    expect(stdout).toBe('Successfully refreshed 1 tokens\nFailed to refresh 250 tokens\n');
    expect(exitCode).toBe(1);
  });

  it('[CMD] stops early when the upstream is down', async () => {
    await bench.connectMany('503', MANY);
    const { stderr, exitCode } = await bench.run('--deauth');
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('most tokens could not be refreshed')]);
    // After a 503 the server may have replaced the tokens, so the process repeats a few refreshes meanwhile.
    expect(new Set(asked()).size).toBe(200);
    expect(Object.keys(await bench.rows())).toHaveLength(MANY);
  });
});
