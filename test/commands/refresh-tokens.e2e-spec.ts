import { TimeSeriesData, UPSTREAM_NAMES } from 'nestjs-fitbit';
import { RefreshBench } from '../support/refresh-bench';

jest.setTimeout(60_000); // a bound for a busy machine

const DEAD = '400invalid_grant';

describe.each(UPSTREAM_NAMES)('refresh-tokens (%s)', (upstream) => {
  let bench: RefreshBench;
  beforeAll(async () => (bench = await RefreshBench.start(upstream)));
  afterAll(() => bench.close());
  beforeEach(() => bench.reset());

  it('[CMD] says that no token needed a refresh, and exits with 0', async () => {
    expect(await bench.run()).toMatchObject({
      exitCode: 0,
      stdout: 'Successfully refreshed 0 tokens\n',
      stderr: '',
    });
  });

  it('[CMD] [B6] refreshes the expired tokens and stores the new pairs', async () => {
    await bench.connect('good', 'ann');
    await bench.connect('good', 'bob', { expired: false });
    await bench.connect('good', 'moved', { state: 'upstream_gone' });
    expect(await bench.run()).toMatchObject({ exitCode: 0, stdout: 'Successfully refreshed 1 tokens\n' });
    expect(await bench.rows()).toEqual({
      ann: 'active next-ann',
      bob: 'active good-bob',
      moved: 'upstream_gone good-moved',
    });
    expect(bench.server.seen).toHaveLength(1);
  });

  it('[CMD] --all refreshes the tokens of every active connection', async () => {
    await bench.connect('good', 'ann');
    await bench.connect('good', 'bob', { expired: false });
    await bench.connect('good', 'lost', { state: 'reauthorization_required' });
    expect(await bench.run('--all')).toMatchObject({ exitCode: 0, stdout: 'Successfully refreshed 2 tokens\n' });
    expect(await bench.rows()).toEqual({
      ann: 'active next-ann',
      bob: 'active next-bob',
      lost: 'reauthorization_required good-lost',
    });
  });

  it('[CMD] without --deauth keeps a connection whose grant is invalid, and exits with 1', async () => {
    await bench.connect('good', 'ann');
    await bench.connect(DEAD, 'bob');
    expect(await bench.run()).toMatchObject({
      exitCode: 1,
      stdout: 'Successfully refreshed 1 tokens\nFailed to refresh 1 tokens\n',
      stderr: 'Some tokens were not refreshed. The log shows the reasons.\n',
    });
    expect(await bench.rows()).toEqual({ ann: 'active next-ann', bob: `reauthorization_required ${DEAD}-bob` });
  });

  it('[CMD] --deauth removes a connection whose grant is invalid and keeps the imported data', async () => {
    await bench.connect('good', 'ann');
    await bench.connect(DEAD, 'bob');
    const series = bench.services.database.dataSource.getRepository(TimeSeriesData);
    await series.insert({ userId: 'bob', resource: 'activities/steps', date: '2026-11-01', value: '7' });
    expect(await bench.run('--deauth')).toMatchObject({
      exitCode: 1,
      stdout: 'Successfully refreshed 1 tokens\nFailed to refresh 1 tokens\nDeauthenticated 1 users\n',
    });
    expect(await bench.rows()).toEqual({ ann: 'active next-ann' });
    expect(await series.countBy({ userId: 'bob' })).toBe(1);
  });

  it('[CMD] --deauth sends no revocation', async () => {
    await bench.connect(DEAD, 'bob');
    await bench.run('--deauth');
    expect(await bench.revocations.list()).toEqual([]);
    expect(bench.server.seen.filter(({ url }) => url.pathname.endsWith('revoke'))).toEqual([]);
  });

  it.each([
    ['cut'],
    ['500'],
    ['503'],
    ['400'],
    ['401invalid_client'],
    ['429'],
    ['503invalid_grant'],
    ['410'],
    ['410invalid_grant'],
  ])('[CMD] --deauth removes no connection for %s', async (kind) => {
    await bench.connect(kind, 'ann');
    expect(await bench.run('--deauth', '--all')).toMatchObject({
      exitCode: 1,
      stdout: 'Successfully refreshed 0 tokens\nFailed to refresh 1 tokens\nDeauthenticated 0 users\n',
    });
    expect(await bench.rows()).toEqual({ ann: `active ${kind}-ann` });
  });

  it('[CMD] --deauth tries a previously refused grant one last time', async () => {
    await bench.connect('good', 'revived', { state: 'reauthorization_required' });
    await bench.connect(DEAD, 'dead', { state: 'reauthorization_required' });
    expect((await bench.run('--deauth')).stdout).toBe(
      'Successfully refreshed 1 tokens\nFailed to refresh 1 tokens\nDeauthenticated 1 users\n',
    );
    expect(await bench.rows()).toEqual({ revived: 'active next-revived' });
  });

  it('[CMD] --deauth keeps the connection of a user who connected again while the old grant was refused', async () => {
    await bench.connect('slow', 'ann');
    bench.server.next((_, response) => {
      const body = JSON.stringify(bench.refusal('invalid_grant'));
      void bench
        .connect('good', 'ann', { expired: false })
        .then(() => response.writeHead(400, { 'content-type': 'application/json' }).end(body));
      return 'handled';
    });
    expect((await bench.run('--deauth')).stdout).toContain('Deauthenticated 0 users\n');
    expect(await bench.rows()).toEqual({ ann: 'active good-ann' });
  });

  it('[CMD] exits with 2 for an invalid number of concurrent refreshes', async () => {
    for (const wrong of ['0', '65', '1.5', 'x']) {
      expect(await bench.run('--concurrency', wrong)).toMatchObject({ exitCode: 2, stdout: '' });
    }
  });
});
