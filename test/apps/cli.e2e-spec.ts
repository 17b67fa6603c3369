import { CommandTestFactory } from 'nest-commander-testing';
import { TimeSeriesData, UserFitbit } from 'nestjs-fitbit';
import { Terminal } from 'nestjs-fitbit/commands';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CliModule } from '../../apps/cli/src/cli.module';
import { startServices, type HostServices } from '../support/host-app';
import { RecordingTerminal } from '../support/recording-terminal';
import { variablesFor } from '../support/variables';

jest.setTimeout(60_000); // a bound for a busy machine

describe('the CLI', () => {
  let terminal: RecordingTerminal;
  let services: HostServices;
  let folder: string;

  beforeAll(async () => {
    services = await startServices();
    folder = await mkdtemp(path.join(tmpdir(), 'fitbit-cli-'));
  });
  afterAll(async () => {
    await services.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    terminal = new RecordingTerminal();
    await services.database.dataSource.query(
      'TRUNCATE fitbit_connection, fitbit_pending_revocation, fitbit_data_point CASCADE',
    );
  });

  /** One start of the program: what was said on the command line before is forgotten. */
  async function run(...args: string[]): Promise<void> {
    const cli = await CommandTestFactory.createTestingCommand({
      imports: [await CliModule.register(variablesFor(services))],
    })
      .overrideProvider(Terminal)
      .useValue(terminal)
      .compile();
    cli.useLogger(false);
    await CommandTestFactory.run(cli, args);
  }

  async function connection(userId: string, more: Partial<UserFitbit> = {}): Promise<void> {
    await services.database.dataSource.getRepository<Omit<UserFitbit, 'profile'>>(UserFitbit).insert({
      id: randomUUID(),
      userId,
      upstream: 'google-health',
      upstreamUserId: `account-${userId}`,
      state: 'active',
      grantEpoch: 1,
      version: 1,
      sealedTokens: 'sealed',
      tokenExpiresAt: new Date(),
      scopes: [],
      timeZone: 'UTC',
      memberSince: '2026-01-01',
      profile: {},
      connectedAt: new Date('2026-01-02T03:04:05Z'),
      ...more,
    });
  }

  const point = (userId: string, resource: string, date: string, value: string | null) =>
    services.database.dataSource.getRepository(TimeSeriesData).insert({ userId, resource, date, value });

  describe('migrate', () => {
    it('says that a migrated database is up to date', async () => {
      await run('migrate');
      expect(terminal.stdout).toBe('The database is up to date.\n');
    });
  });

  describe('export', () => {
    beforeEach(async () => {
      await connection('ann');
      await point('ann', 'activities/tracker/steps', '2026-01-01', '7');
      await point('ann', 'activities/steps', '2026-01-10', '0');
      await point('ann', 'activities/steps', '2026-01-02', '8012');
      await point('ann', 'activities/steps', '2026-01-03', null);
      await point('ann', 'sleep/startTime', '2026-01-01', '23:10');
      await point('bob', 'activities/steps', '2026-01-02', '1');
    });

    it('writes one row per stored value, ordered by resource and date, for this user only', async () => {
      await run('export', '--user', 'ann');
      expect(terminal.stdout.split('\n')).toEqual([
        'resource,date,value',
        'activities/steps,2026-01-02,8012',
        'activities/steps,2026-01-10,0',
        'activities/tracker/steps,2026-01-01,7',
        'sleep/startTime,2026-01-01,23:10',
        '',
      ]);
      expect(terminal.stderr).toBe('');
    });

    it('writes the same as JSON', async () => {
      await run('export', '--user', 'ann', '--format', 'json');
      const points = JSON.parse(terminal.stdout) as unknown[];
      expect(points).toHaveLength(4);
      expect(points[0]).toEqual({ resource: 'activities/steps', date: '2026-01-02', value: '8012' });
    });

    it('writes what was imported for a user who has disconnected since', async () => {
      await run('export', '--user', 'bob');
      expect(terminal.stdout).toBe('resource,date,value\nactivities/steps,2026-01-02,1\n');
    });

    it('writes a header, or an empty array, for a connected user without data', async () => {
      await connection('new');
      await run('export', '--user', 'new');
      expect(terminal.stdout).toBe('resource,date,value\n');
      terminal = new RecordingTerminal();
      await run('export', '--user', 'new', '--format', 'json');
      expect(JSON.parse(terminal.stdout)).toEqual([]);
    });

    it('writes to a file that only its owner may read', async () => {
      const file = path.join(folder, 'ann.csv');
      await run('export', '--user', 'ann', '--output', file);
      expect(await readFile(file, 'utf8')).toMatch(/^resource,date,value\nactivities\/steps,2026-01-02,8012\n/);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect(terminal.stdout).toBe('');
    });

    it('exits with 1 for an unknown user and leaves no file behind', async () => {
      await run('export', '--user', 'nobody', '--output', path.join(folder, 'nobody.csv'));
      expect(terminal).toMatchObject({ exitCode: 1, stdout: '' });
      expect(terminal.stderr).toContain('"nobody"');
      expect(await readdir(folder)).not.toContain('nobody.csv');
    });

    it('exits with 2 for an unknown format', async () => {
      await run('export', '--user', 'ann', '--format', 'xml');
      expect(terminal).toMatchObject({ exitCode: 2, stdout: '', stderr: '"xml" is not a format. Use csv or json.\n' });
    });

    it('exits with 2 when no user is given', async () => {
      await run('export');
      expect(terminal).toMatchObject({ exitCode: 2, stdout: '', stderr: 'Name the user with --user ID.\n' });
    });
  });

  describe('status', () => {
    it('says that there are no connections', async () => {
      await run('status');
      expect(terminal.stdout).toBe('No connections.\n');
    });

    it('counts connections by state and prints a line for each user', async () => {
      await connection('ann');
      await connection('bob', { state: 'upstream_gone' });
      await run('status');
      const lines = terminal.stdout.trim().split('\n');
      expect(lines.at(-1)).toBe('2 connections: 1 active, 1 upstream_gone');
      expect(lines.find((line) => line.startsWith('bob'))).toContain('upstream_gone');
    });

    it('pages through more connections than one answer holds', async () => {
      for (let number = 0; number < 120; number++) await connection(`user-${number}`);
      await run('status');
      expect(terminal.stdout).toContain('120 connections: 120 active');
    });

    it('prints the same as JSON, an object per line, the totals last', async () => {
      await connection('ann');
      await connection('bob', { state: 'revoked' });
      await run('status', '--json');
      const lines = terminal.stdout.trimEnd().split('\n');
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        expect.objectContaining({ userId: 'ann', state: 'active' }),
        expect.objectContaining({ userId: 'bob', state: 'revoked' }),
        { states: { active: 1, revoked: 1 } },
      ]);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ progress: { from: '2026-01-01' } });
      expect(terminal.stdout).not.toContain('sealed');
    });

    it('prints the totals alone on request, and counts connections of another upstream as gone', async () => {
      await connection('ann');
      await connection('bob', { state: 'revoked' });
      await services.database.dataSource.query(
        "UPDATE fitbit_connection SET upstream = 'fitbit-web-api' WHERE user_id = 'bob'",
      );
      await run('status', '--summary');
      expect(terminal.stdout).toBe('2 connections: 1 active, 1 upstream_gone\n');
      terminal = new RecordingTerminal();
      await run('status', '--summary', '--json');
      expect(JSON.parse(terminal.stdout)).toEqual({ states: { active: 1, upstream_gone: 1 } });
      terminal = new RecordingTerminal();
      await run('status', '--summary', '--user', 'ann');
      expect(terminal).toMatchObject({ exitCode: 2, stdout: '', stderr: 'Use either --user or --summary.\n' });
    });

    it('shows what the user did not consent to, and when the user has to act', async () => {
      await connection('ann', { scopes: ['https://www.googleapis.com/auth/googlehealth.sleep.readonly'] });
      await connection('bob', { state: 'revoked' });
      await run('status', '--user', 'ann');
      expect(terminal.stdout).toMatch(/^ann .*\n {4}not consented: .*activities\/steps/);
      expect(terminal.stdout).not.toMatch(/not consented: .*sleep/);
      terminal = new RecordingTerminal();
      await run('status', '--user', 'bob');
      expect(terminal.stdout).toContain('\n    nothing is fetched until the user connects again\n');
    });

    it('exits with 1 for a user without a connection', async () => {
      await run('status', '--user', 'nobody');
      expect(terminal).toMatchObject({ exitCode: 1, stdout: '', stderr: 'User "nobody" has no connection.\n' });
    });
  });

  describe('retry', () => {
    const fail = async (userId: string) =>
      services.database.dataSource.query<unknown>(
        `INSERT INTO fitbit_fetch_failure (connection_id, endpoint, from_date, to_date, resources, attempts, code, message,
           failed_at, next_attempt_at)
         SELECT id, 'dailyRollUp:steps:all-sources', '2026-01-01', '2026-01-31', '{activities/steps}', 8,
           'FITBIT_MALFORMED_ANSWER', '', '2026-02-01T00:00:00Z', '2026-02-08T00:00:00Z'
         FROM fitbit_connection WHERE user_id = $1`,
        [userId],
      );
    const attempts = async () =>
      (await services.database.dataSource.query<{ attempts: number }[]>('SELECT attempts FROM fitbit_fetch_failure'))
        .map((row) => row.attempts)
        .sort();

    beforeEach(async () => {
      for (const user of ['ann', 'bob']) {
        await connection(user);
        await fail(user);
      }
    });

    it('queues the failed fetches of one user, which status lists', async () => {
      await run('status', '--user', 'ann');
      expect(terminal.stdout).toContain(
        'dailyRollUp:steps:all-sources 2026-01-01 to 2026-01-31: FITBIT_MALFORMED_ANSWER after 8 attempts, ' +
          'last at 2026-02-01T00:00:00.000Z, next after 2026-02-08T00:00:00.000Z',
      );
      terminal = new RecordingTerminal();
      await run('retry', '--user', 'ann');
      expect(terminal.stdout).toBe('Queued 1 fetch again.\n');
      expect(await attempts()).toEqual([0, 8]);
    });

    it('queues the failed fetches of all users', async () => {
      await connection('lost', { state: 'reauthorization_required' });
      await fail('lost');
      await run('retry', '--all');
      expect(terminal.stdout).toBe('Queued 2 fetches again.\n');
      expect(await attempts()).toEqual([0, 0, 8]);
    });

    it.each([
      [['retry'], 2, 'Use either --user ID or --all.\n'],
      [['retry', '--user', 'ann', '--all'], 2, 'Use either --user ID or --all.\n'],
      [['retry', '--user', 'nobody'], 1, 'User "nobody" has no connection.\n'],
    ])('ends %j with %i', async (args, exitCode, stderr) => {
      await run(...args);
      expect(terminal).toMatchObject({ exitCode, stdout: '', stderr });
    });

    it('exits with 1 for a user who has to connect again first', async () => {
      await connection('lost', { state: 'revoked' });
      await run('retry', '--user', 'lost');
      expect(terminal).toMatchObject({
        exitCode: 1,
        stderr: 'User "lost" has to connect again first (state: revoked).\n',
      });
    });
  });

  describe('erase', () => {
    it('prints the receipt and leaves nothing of the user', async () => {
      await connection('ann');
      await point('ann', 'activities/steps', '2026-01-02', '8012');
      await point('bob', 'activities/steps', '2026-01-02', '1');
      await run('erase', '--user', 'ann');
      expect(terminal).toMatchObject({ stderr: '', exitCode: 0 });
      expect(JSON.parse(terminal.stdout)).toMatchObject({
        userId: 'ann',
        rows: { connections: 1, dataPoints: 1 },
        revocation: 'queued',
      });
      expect(await services.database.dataSource.getRepository(TimeSeriesData).count()).toBe(1);
    });

    it('exits with 1 when nothing is stored of the user, and with 2 when no user is given', async () => {
      await run('erase', '--user', 'nobody');
      expect(terminal.exitCode).toBe(1);
      terminal = new RecordingTerminal();
      await run('erase');
      expect(terminal).toMatchObject({ exitCode: 2, stdout: '', stderr: 'Name the user to erase with --user ID.\n' });
    });
  });

  describe('rotate-keys', () => {
    it('says that no row needs another key', async () => {
      await run('rotate-keys');
      expect(terminal).toMatchObject({
        exitCode: 0,
        stdout: 'Sealed 0 rows with the first key\nNo row needs any other key\n',
      });
    });

    it('exits with 1 and names the key that must be kept', async () => {
      await connection('ann', { sealedTokens: 'v1.2024.AAAA' });
      await run('rotate-keys');
      expect(terminal.exitCode).toBe(1);
      expect(terminal.stdout).toContain('1 rows still need key "2024" and cannot be opened');
    });
  });
});
