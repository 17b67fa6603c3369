import { DataSource, type Logger } from 'typeorm';
import type { Connection } from '../model/connection';
import { ConnectionRepository } from './connection.repository';
import { GrantStatusRepository } from './grant-status.repository';
import { TokenRepository } from './token.repository';
import { newGrant } from '../../../../test/support/connections';
import {
  createFitbitDatabase,
  dataSourceOptions,
  type FitbitDatabase,
} from '../../../../tools/support/fitbit-database';

const UPSTREAM = { upstream: 'google-health' } as const;
const NOON = new Date('2026-11-22T12:00:00Z');
const RULE = { since: new Date('2026-11-22T11:50:00Z'), atLeast: 20 };
const JUST_NOW = '2026-11-22T11:55:00Z';
const YESTERDAY = '2026-11-21T12:00:00Z';

/** Every statement with its parameters, as TypeORM sends them. */
class Recorder implements Logger {
  readonly statements: { readonly sql: string; readonly parameters: unknown[] }[] = [];

  logQuery(sql: string, parameters: unknown[] = []): void {
    this.statements.push({ sql, parameters });
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

describe('the grant status repository', () => {
  let database: FitbitDatabase;
  let connections: ConnectionRepository;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    connections = new ConnectionRepository(database.dataSource, UPSTREAM);
  });
  afterAll(() => database.close());
  beforeEach(() => database.dataSource.query('TRUNCATE fitbit_connection CASCADE'));

  /** As many more connections, refused or renewed at that time. */
  async function seed(count: number, refusedAt: string | null, renewedAt: string | null): Promise<void> {
    await database.dataSource.query(
      `INSERT INTO fitbit_connection (id, user_id, upstream, upstream_user_id, state, grant_epoch, version, sealed_tokens,
         token_expires_at, scopes, profile, connected_at, refused_at, renewed_at)
       SELECT id, id, 'google-health', id, 'active', 1, 1, 'sealed', $2, '{}', '{}', $2, $3, $4
       FROM (SELECT gen_random_uuid() AS id FROM generate_series(1, $1::int)) new`,
      [count, YESTERDAY, refusedAt, renewedAt],
    );
  }
  /** How many rows Postgres looks at without needing them. */
  async function inVain(statements: Recorder['statements']): Promise<number> {
    let rows = 0;
    const runner = database.dataSource.createQueryRunner();
    await runner.startTransaction();
    for (const { sql, parameters } of statements) {
      const plan = JSON.stringify(await runner.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`, parameters));
      for (const [, removed] of plan.matchAll(/"Rows Removed by Filter":(\d+)/g)) rows += Number(removed);
    }
    await runner.rollbackTransaction();
    await runner.release();
    return rows;
  }
  /** A connection to the same database whose statements are recorded from now on. */
  async function watch(recorder: Recorder): Promise<DataSource> {
    const options = { ...dataSourceOptions(database.url), logging: true, logger: recorder };
    const watched = await new DataSource(options).initialize();
    recorder.statements.length = 0;
    return watched;
  }
  const ann = (): Promise<Connection> => connections.connect(newGrant({ userId: 'ann' }));
  const refusal = { at: NOON, massFailureRule: RULE, markLost: true };

  it.each([
    [19, 0, 'lost'],
    [20, 0, 'mass_failure'],
    [20, 19, 'mass_failure'],
    [20, 20, 'lost'],
    [20, 500, 'lost'],
    [900, 899, 'mass_failure'],
    [900, 900, 'lost'],
    [1_500, 900, 'mass_failure'],
  ])('%d refused and %d renewed grants in ten minutes: %s', async (refused, renewed, kind) => {
    await seed(refused - 1, JUST_NOW, YESTERDAY);
    await seed(renewed, null, JUST_NOW);
    await seed(50, YESTERDAY, YESTERDAY);
    const statuses = new GrantStatusRepository(database.dataSource, UPSTREAM);
    expect((await statuses.recordRefusal(await ann(), refusal)).kind).toBe(kind);
  });

  it.each([
    ['the latest thousand are a mass failure, even if more were renewed before them', '11:52', '11:59', 'mass_failure'],
    ['the latest thousand are none when as many were renewed since', '11:59', '11:52', 'lost'],
  ])('of very many refusals %s', async (_, renewed, refused, kind) => {
    await seed(1_500, `2026-11-22T${refused}:00Z`, YESTERDAY);
    await seed(2_000, null, `2026-11-22T${renewed}:00Z`);
    const statuses = new GrantStatusRepository(database.dataSource, UPSTREAM);
    expect((await statuses.recordRefusal(await ann(), refusal)).kind).toBe(kind);
  });

  it('finds unfinished refreshes among many connections by looking at a few pages', async () => {
    await seed(20_000, null, YESTERDAY);
    await database.dataSource.query('ANALYZE fitbit_connection');
    const recorder = new Recorder();
    const watched = await watch(recorder);
    try {
      expect(await new TokenRepository(watched).findUnfinished('google-health', ['v1.test.'], 2_000, 20)).toEqual([]);
      const [{ sql, parameters } = { sql: '', parameters: [] }] = recorder.statements.slice(-1);
      const plan = JSON.stringify(
        await database.dataSource.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`, parameters),
      );
      expect(Number(/"Shared Hit Blocks":(\d+)/.exec(plan)?.[1])).toBeLessThan(10);
    } finally {
      await watched.destroy();
    }
  });

  it('looks at the refusals and renewals of the last minutes, and at no other of many connections', async () => {
    await seed(20_000, null, YESTERDAY);
    await seed(2_000, YESTERDAY, YESTERDAY);
    await seed(40, JUST_NOW, YESTERDAY);
    await seed(30, null, JUST_NOW);
    const connection = await ann();
    await database.dataSource.query('ANALYZE fitbit_connection');
    const recorder = new Recorder();
    const watched = await watch(recorder);
    try {
      const statuses = new GrantStatusRepository(watched, UPSTREAM);
      expect(await statuses.recordRefusal(connection, refusal)).toEqual({ kind: 'mass_failure', restored: [] });
      const found = recorder.statements.filter(({ sql }) => /fitbit_connection/.test(sql));
      expect(found.length).toBeGreaterThanOrEqual(5);
      expect(await inVain(found)).toBeLessThan(200);
    } finally {
      await watched.destroy();
    }
  });
});
