import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { until } from '../../../../test/support/until';
import { DueRepository } from './due.repository';
import { PendingRevocationRepository } from './pending-revocation.repository';
import { SweepRepository } from './sweep.repository';

const INTERVAL_MS = 600_000;
const LEASE_MS = 60_000;

describe('the turns of sweeps', () => {
  let database: FitbitDatabase;
  let turns: SweepRepository;
  beforeAll(async () => {
    database = await createFitbitDatabase();
    turns = new SweepRepository(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(() => database.dataSource.query('TRUNCATE fitbit_sweep'));

  const turn = (holder: string) => ({ name: 'holes', holder });
  const claim = (holder: string, leaseMs = LEASE_MS) => turns.claim(turn(holder), INTERVAL_MS, leaseMs);
  const passInterval = () =>
    database.dataSource.query("UPDATE fitbit_sweep SET swept_at = swept_at - interval '1 hour'");

  it('are given to one of many processes at a time', async () => {
    const claims = await Promise.all(Array.from({ length: 8 }, (_, number) => claim(`process ${number}`)));
    expect(claims.filter((outcome) => outcome === 'claimed')).toHaveLength(1);
  });

  it('are not given away while a sweep runs, however many intervals that takes', async () => {
    await claim('first');
    for (let interval = 0; interval < 8; interval++) {
      await passInterval();
      expect(await claim(`process ${interval}`)).toBe('held');
      expect(await turns.renew(turn('first'), LEASE_MS)).toBe(true);
    }
    await turns.release(turn('first'));
    expect(await claim('next')).toBe('claimed');
  });

  it('come again an interval after the last sweep began, not after it ended', async () => {
    await claim('first');
    await turns.release(turn('first'));
    expect(await claim('next')).toBe('not_due');
    await passInterval();
    expect(await claim('next')).toBe('claimed');
  });

  it('are free again when their process has died, at once after its lease, and it cannot take them back', async () => {
    await claim('dead', 1);
    await until('the lease to expire', async () => (await claim('next')) === 'claimed');
    expect(await turns.renew(turn('dead'), LEASE_MS)).toBe(false);
    await turns.release(turn('dead'));
    expect(await claim('third')).toBe('held');
  });

  it.each([
    ['between two sweeps', true],
    ['during one, whose process died', false],
  ])("do not wait until a future time has come: the database's clock was set back %s", async (_, hasEnded) => {
    await claim('first');
    if (hasEnded) await turns.release(turn('first'));
    const setBack = "swept_at = swept_at + interval '1 day', held_until = held_until + interval '1 day'";
    await database.dataSource.query(`UPDATE fitbit_sweep SET ${setBack}`);
    expect(await claim('next')).toBe('claimed');
    expect(await claim('third')).toBe('held');
  });
});

describe('what a sweep finds', () => {
  let database: FitbitDatabase;
  let due: DueRepository;
  beforeAll(async () => {
    database = await createFitbitDatabase();
    due = new DueRepository(database.dataSource, { upstream: 'google-health' });
  });
  afterAll(() => database.close());

  const NOON = new Date('2026-05-04T12:00:00Z');
  const insert = (users: number, column = 'holes_due_at', time = 'now()') =>
    database.dataSource.query(
      `INSERT INTO fitbit_connection (id, user_id, upstream, upstream_user_id, state, grant_epoch, version, sealed_tokens,
         token_expires_at, scopes, profile, connected_at, ${column})
       SELECT gen_random_uuid(), n, 'google-health', n, 'active', 1, 1, '', now(), '{}', '{}', now(), ${time}
       FROM generate_series(1, $1::int) n`,
      [users],
    );
  const inPages = async <T>(list: (after: T | undefined) => Promise<readonly T[]>) => {
    const found: T[] = [];
    for (let page = await list(undefined); page.length > 0; page = await list(found.at(-1))) found.push(...page);
    return found;
  };
  beforeEach(() => database.dataSource.query('TRUNCATE fitbit_connection CASCADE'));

  it.each([
    ['holes', 'holes_due_at'],
    ['recent', 'reread_at'],
    ['all', 'reread_all_at'],
  ] as const)(
    'are the connections due for %s, each once, also when many became due at the same microsecond',
    async (kind, column) => {
      await insert(7, column);
      const found = await inPages((after: Awaited<ReturnType<DueRepository['list']>>[number] | undefined) =>
        due.list(kind, { by: new Date(Date.now() + 60_000), limit: 2, after }),
      );
      expect(found.map(({ connection }) => connection.userId).sort()).toEqual(['1', '2', '3', '4', '5', '6', '7']);
      expect(await due.list(kind, { by: NOON, limit: 2 })).toEqual([]);
    },
  );

  it('stays due when it became due otherwise while the sweep looked at it', async () => {
    await insert(1, 'holes_due_at', "'2026-05-04T11:00:00.000123Z'");
    const list = () => due.list('holes', { by: NOON, limit: 2 });
    const [seen] = await list();
    if (!seen) throw new Error('Nothing is due.');
    await database.dataSource.query("UPDATE fitbit_connection SET holes_due_at = 'epoch'"); // as a connect does
    await due.postponeHoles(seen, new Date('2026-05-05T00:00:00Z'));
    const [again] = await list();
    expect(again?.connection.id).toBe(seen.connection.id);
    if (again) await due.postponeHoles(again, new Date('2026-05-05T00:00:00Z'));
    expect(await list()).toEqual([]);
  });

  it('are all pending revocations, each once, also when their times differ by microseconds', async () => {
    await database.dataSource.query(
      `INSERT INTO fitbit_pending_revocation (id, connection_id, upstream, upstream_user_id, sealed_tokens, disconnected_at)
       SELECT gen_random_uuid(), gen_random_uuid(), 'google-health', n, '', now() + n / 2 * interval '1 microsecond'
       FROM generate_series(1, 7) n`,
    );
    const revocations = new PendingRevocationRepository(database.dataSource);
    const found = await inPages((after: Awaited<ReturnType<typeof revocations.list>>[number] | undefined) =>
      revocations.list({ limit: 2, after }),
    );
    expect(new Set(found.map(({ id }) => id)).size).toBe(7);
    expect(found).toHaveLength(7);
  });
});
