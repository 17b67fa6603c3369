import type { ResourceName } from 'nestjs-fitbit';
import type { Connection } from '../model/connection';
import { REVOCATION, type UpstreamNotification } from '../model/notification';
import { ConnectionRepository } from './connection.repository';
import { InboxRepository } from './inbox.repository';
import { LedgerRepository } from './ledger.repository';
import { lockWaits, whileUncommitted } from '../../spec-support/lock-waits';
import { readCoverage } from '../../spec-support/read-coverage';
import { newGrant } from '../../../../test/support/connections';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';

const STEPS: ResourceName = 'activities/steps';
const FLOORS: ResourceName = 'activities/floors';
const NOON = new Date('2026-02-01T12:00:00Z');

function change(upstreamUserId: string, from: string, to = from, collection = 'activities'): UpstreamNotification {
  return { kind: 'change', upstreamUserId, collection, days: { from, to } };
}

describe('the inbox repository', () => {
  let database: FitbitDatabase;
  let connections: ConnectionRepository;
  let inbox: InboxRepository;
  let ledger: LedgerRepository;
  let alice: Connection;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    connections = new ConnectionRepository(database.dataSource, { upstream: 'google-health' });
    inbox = new InboxRepository(database.dataSource, { upstream: 'google-health' });
    ledger = new LedgerRepository(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE fitbit_connection CASCADE');
    alice = await connections.connect(newGrant({ userId: 'alice' }));
  });

  const receive = (...notifications: UpstreamNotification[]) =>
    inbox.receive({ upstream: 'google-health', notifications, receivedAt: NOON });
  const pending = async () => (await inbox.find(alice.id))?.pending ?? [];

  it('keeps what another upstream announced until a host reads from that one again', async () => {
    await receive(change('health-alice', '2026-01-31'));
    const moved = new InboxRepository(database.dataSource, { upstream: 'fitbit-web-api' });
    const since = { pending: NOON, announced: NOON, latest: NOON };
    expect(await moved.find(alice.id)).toBeUndefined();
    expect(await moved.listWaiting(since, { limit: 10 })).toEqual([]);
    expect(await inbox.listWaiting(since, { limit: 10 })).toMatchObject([{ connectionId: alice.id }]);
    expect(await pending()).toHaveLength(1);
  });

  it('joins the days of one collection, and keeps collections apart', async () => {
    const account = alice.upstreamUserId;
    await receive(
      change(account, '2026-01-03'),
      change(account, '2026-01-04'),
      change(account, '2026-01-04', '2026-01-04', 'sleep'),
    );
    await receive(change(account, '2026-01-10', '2026-01-12'));
    const found = await pending();
    expect(found.map(({ collection, days }) => ({ collection, days }))).toEqual([
      {
        collection: 'activities',
        days: [
          { from: '2026-01-03', to: '2026-01-04' },
          { from: '2026-01-10', to: '2026-01-12' },
        ],
      },
      { collection: 'sleep', days: [{ from: '2026-01-04', to: '2026-01-04' }] },
    ]);
  });

  it('[R6] wakes each connection once, and counts accounts without a connection', async () => {
    const bob = await connections.connect(newGrant({ userId: 'bob' }));
    const { wakeUps: found, unknown } = await receive(
      change(alice.upstreamUserId, '2026-01-03'),
      change('stranger', '2026-01-03'),
      change(bob.upstreamUserId, '2026-01-03'),
      change(alice.upstreamUserId, '2026-01-03', '2026-01-03', 'sleep'),
    );
    expect(found.map(({ connectionId }) => connectionId).sort()).toEqual([alice.id, bob.id].sort());
    expect(unknown).toBe(1);
  });

  it('takes no notification for an account of the other upstream', async () => {
    const notifications = [change(alice.upstreamUserId, '2026-01-03')];
    const { wakeUps: found, unknown } = await inbox.receive({
      upstream: 'fitbit-web-api',
      notifications,
      receivedAt: NOON,
    });
    expect({ found, unknown }).toEqual({ found: [], unknown: 1 });
  });

  it('queues the same wake-up until the inbox was emptied, then another one', async () => {
    const first = await receive(change(alice.upstreamUserId, '2026-01-03'));
    const second = await receive(change(alice.upstreamUserId, '2026-01-03'));
    expect(second.wakeUps).toEqual(first.wakeUps);
    expect(await inbox.take(alice.id, await pending(), new Map(), NOON)).toBe(true);
    const third = await receive(change(alice.upstreamUserId, '2026-01-03'));
    expect(third.wakeUps).not.toEqual(first.wakeUps);
  });

  it('moves what was found into the ledger, where it is final no more', async () => {
    await ledger.open(alice.id, [STEPS]);
    await database.dataSource.query(
      `UPDATE fitbit_coverage SET fetched = '{[2026-01-01,2026-01-31]}', final = '{[2026-01-01,2026-01-31]}'`,
    );
    await receive(change(alice.upstreamUserId, '2026-01-03'));
    const days = [{ from: '2026-01-03', to: '2026-01-03' }];
    await inbox.take(alice.id, await pending(), new Map([[STEPS, days]]), NOON);
    expect(await pending()).toEqual([]);
    const { fetched, final, changed } = await readCoverage(ledger, alice.id, STEPS);
    expect(fetched).toEqual([{ from: '2026-01-01', to: '2026-01-31' }]);
    expect(final).toEqual([
      { from: '2026-01-01', to: '2026-01-02' },
      { from: '2026-01-04', to: '2026-01-31' },
    ]);
    expect(changed).toEqual(days);
  });

  it('leaves what something joined after it was found', async () => {
    await receive(change(alice.upstreamUserId, '2026-01-03'));
    const found = await pending();
    await receive(change(alice.upstreamUserId, '2026-01-09'));
    expect(await inbox.take(alice.id, found, new Map(), NOON)).toBe(false);
    const [left] = await pending();
    expect(left?.days).toHaveLength(2);
    expect(await inbox.take(alice.id, await pending(), new Map(), NOON)).toBe(true);
  });

  it('keeps a revocation among the pending updates, without days', async () => {
    await receive({ kind: 'revocation', upstreamUserId: alice.upstreamUserId });
    expect(await pending()).toEqual([expect.objectContaining({ collection: REVOCATION, days: [] })]);
  });

  it('takes in crossing bodies about the same users at once', async () => {
    const bob = await connections.connect(newGrant({ userId: 'bob' }));
    const both = [change(alice.upstreamUserId, '2026-01-03'), change(bob.upstreamUserId, '2026-01-03')];
    const bodies = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? both : [...both].reverse()));
    const receipts = await Promise.all(bodies.map((body) => receive(...body)));
    expect(receipts.every(({ wakeUps: found }) => found.length === 2)).toBe(true);
  });

  it('finds who waits: the inbox as well as announced days that nobody has read', async () => {
    const bob = await connections.connect(newGrant({ userId: 'bob' }));
    await receive(change(alice.upstreamUserId, '2026-01-03'), change(bob.upstreamUserId, '2026-01-03'));
    await ledger.open(bob.id, [STEPS]);
    const found = (await inbox.find(bob.id))?.pending ?? [];
    await inbox.take(bob.id, found, new Map([[STEPS, [{ from: '2026-01-03', to: '2026-01-03' }]]]), NOON);
    const ids = (found: readonly { connectionId: string }[]) => found.map(({ connectionId }) => connectionId).sort();
    const before = new Date(NOON.getTime() - 1);
    const now = { pending: NOON, announced: NOON, latest: NOON };
    expect(ids(await inbox.listWaiting(now, { limit: 10 }))).toEqual([alice.id, bob.id].sort());
    expect(ids(await inbox.listWaiting({ ...now, pending: before }, { limit: 10 }))).toEqual([bob.id]);
    expect(ids(await inbox.listWaiting({ ...now, announced: before }, { limit: 10 }))).toEqual([alice.id]);
    const [first] = await inbox.listWaiting(now, { limit: 1 });
    const rest = await inbox.listWaiting(now, { limit: 10, afterConnectionId: first?.connectionId });
    expect(ids([...(first ? [first] : []), ...rest])).toEqual([alice.id, bob.id].sort());
  });

  it.each([1, 2, 3, 50])('finds all who wait, each once, in pages of %i rows', async (limit) => {
    const day = { from: '2026-01-03', to: '2026-01-03' };
    const users = await Promise.all(
      Array.from({ length: 9 }, (_, number) => connections.connect(newGrant({ userId: `user-${number}` }))),
    );
    for (const [number, user] of users.entries()) {
      await ledger.open(user.id, [STEPS, FLOORS]);
      await receive(change(user.upstreamUserId, day.from), change(user.upstreamUserId, day.from, day.to, 'foods'));
      if (number % 3 === 0) continue; // only in the inbox
      const taken = (await inbox.find(user.id))?.pending ?? [];
      const announced = new Map([STEPS, FLOORS].map((resource) => [resource, [day]]));
      await inbox.take(user.id, taken, announced, NOON);
      if (number % 3 === 1) await receive(change(user.upstreamUserId, day.from)); // in both
    }
    const found: string[] = [];
    for (let pages = 0; pages < 100; pages++) {
      const after = { limit, afterConnectionId: found.at(-1) };
      const page = await inbox.listWaiting({ pending: NOON, announced: NOON, latest: NOON }, after);
      if (page.length === 0) break;
      found.push(...page.map(({ connectionId }) => connectionId));
    }
    expect(found).toEqual(users.map(({ id }) => id).sort());
  });

  it('leaves announced days alone that cannot be read: of a lost grant', async () => {
    await receive(change(alice.upstreamUserId, '2026-01-03'));
    await ledger.open(alice.id, [STEPS]);
    await inbox.take(alice.id, await pending(), new Map([[STEPS, [{ from: '2026-01-03', to: '2026-01-03' }]]]), NOON);
    const waiting = () => inbox.listWaiting({ pending: NOON, announced: NOON, latest: NOON }, { limit: 10 });
    expect(await waiting()).toHaveLength(1);
    await connections.setState(alice, 'reauthorization_required');
    expect(await waiting()).toEqual([]);
  });

  it('forgets what was announced of an account that the user has replaced by another', async () => {
    await receive(change(alice.upstreamUserId, '2026-01-03'));
    await connections.connect(newGrant({ userId: 'alice', account: { upstreamUserId: 'another' } }));
    expect(await pending()).toEqual([]);
  });

  it('[R6] counts and skips the notifications of a user who is erased meanwhile, and stores those of the others', async () => {
    const bob = await connections.connect(newGrant({ userId: 'bob' }));
    const erase = "DELETE FROM fitbit_connection WHERE user_id = 'bob'";
    const receiving = await whileUncommitted(database.dataSource, erase, async () => {
      const receipt = receive(change(bob.upstreamUserId, '2026-01-03'), change(alice.upstreamUserId, '2026-01-03'));
      await lockWaits(database.dataSource, 1);
      return () => receipt;
    });
    expect(await receiving()).toMatchObject({ wakeUps: [{ connectionId: alice.id }], unknown: 1 });
    expect(await pending()).toHaveLength(1);
  });

  it('is taken while the user connects another account, and neither fails', async () => {
    await ledger.open(alice.id, [FLOORS, STEPS]);
    await receive(change(alice.upstreamUserId, '2026-01-03'));
    const found = await pending();
    const days = [{ from: '2026-01-03', to: '2026-01-03' }];
    const changed = new Map([STEPS, FLOORS].map((resource) => [resource, days]));
    const lock = `SELECT 1 FROM fitbit_coverage WHERE resource = '${STEPS}' FOR UPDATE`;
    const both = await whileUncommitted(database.dataSource, lock, async () => {
      const connecting = connections.connect(newGrant({ userId: 'alice', account: { upstreamUserId: 'another' } }));
      await lockWaits(database.dataSource, 1);
      const taking = inbox.take(alice.id, found, changed, NOON);
      await lockWaits(database.dataSource, 2);
      return () => Promise.all([connecting, taking]);
    });
    expect(await both()).toMatchObject([{ upstreamUserId: 'another' }, false]);
    expect((await readCoverage(ledger, alice.id, STEPS)).changed).toEqual([]);
  });

  it("is emptied by a connect that a transaction of the host's deadlocks with", async () => {
    await receive(change(alice.upstreamUserId, '2026-01-03'));
    const host = database.dataSource.createQueryRunner();
    await host.startTransaction();
    await host.query('SELECT 1 FROM fitbit_pending_update FOR UPDATE');
    const connecting = connections.connect(newGrant({ userId: 'alice', account: { upstreamUserId: 'another' } }));
    await lockWaits(database.dataSource, 1);
    await host.query('SELECT 1 FROM fitbit_connection FOR UPDATE'); // PostgreSQL rolls the connect back
    await host.commitTransaction();
    await host.release();
    expect(await connecting).toMatchObject({ upstreamUserId: 'another' });
    expect(await pending()).toEqual([]);
  });
});
