import type { ResourceName } from 'nestjs-fitbit';
import { newGrant } from '../../../../test/support/connections';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { readCoverage } from '../../spec-support/read-coverage';
import { latestCredible } from '../model/clock';
import type { Connection } from '../model/connection';
import { ConnectionRepository } from './connection.repository';
import { GoneAnswerRepository } from './gone-answer.repository';
import { GrantStatusRepository } from './grant-status.repository';
import { InboxRepository } from './inbox.repository';
import { LedgerRepository } from './ledger.repository';
import { SeriesRepository } from './series.repository';
import { SubscriptionCheckRepository } from './subscription-check.repository';

const STEPS: ResourceName = 'activities/steps';
const UPSTREAM = { upstream: 'google-health' } as const;
const HOUR_MS = 3_600_000;
const NOON = new Date('2026-02-01T12:00:00Z');
const JANUARY = { from: '2026-01-01', to: '2026-01-31' };
const inHours = (hours: number) => new Date(NOON.getTime() + hours * HOUR_MS);
/** When a process whose clock is ten days ahead does something at noon. */
const AHEAD = inHours(240);

describe('what a process wrote whose clock was ten days ahead does not wait for ten days', () => {
  let database: FitbitDatabase;
  let connections: ConnectionRepository;
  let inbox: InboxRepository;
  let ledger: LedgerRepository;
  let alice: Connection;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    connections = new ConnectionRepository(database.dataSource, UPSTREAM);
    inbox = new InboxRepository(database.dataSource, UPSTREAM);
    ledger = new LedgerRepository(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE fitbit_connection, fitbit_data_point, fitbit_gone_answer CASCADE');
    alice = await connections.connect(newGrant({ userId: 'alice' }));
    await ledger.open(alice.id, [STEPS]);
  });

  const sql = (text: string, ...parameters: unknown[]) => database.dataSource.query(text, parameters);
  const receive = (receivedAt: Date) =>
    inbox.receive({
      ...UPSTREAM,
      notifications: [
        { kind: 'change', upstreamUserId: alice.upstreamUserId, collection: 'steps', days: { ...JANUARY } },
      ],
      receivedAt,
    });
  const waiting = () => {
    const since = { pending: inHours(-1), announced: inHours(-1), latest: latestCredible(NOON) };
    return inbox.listWaiting(since, { limit: 10 });
  };

  it('a notification in the inbox', async () => {
    await receive(inHours(0));
    expect(await waiting()).toEqual([]);
    await sql('DELETE FROM fitbit_pending_update');
    await receive(AHEAD);
    expect(await waiting()).toHaveLength(1);
  });

  it('announced days', async () => {
    await receive(NOON);
    const { pending = [] } = (await inbox.find(alice.id)) ?? {};
    await inbox.take(alice.id, pending, new Map([[STEPS, [JANUARY]]]), AHEAD);
    expect(await waiting()).toHaveLength(1);
  });

  it('the weekly opening of final days', async () => {
    const final = async () => (await readCoverage(ledger, alice.id, STEPS)).final;
    for (const reopenedAt of [inHours(-24), AHEAD]) {
      await sql("UPDATE fitbit_coverage SET final = '{[2026-01-01,2026-02-01)}'");
      await sql('UPDATE fitbit_connection SET reopened_at = $1', reopenedAt);
      await ledger.reopenDue(alice.id, NOON, inHours(-7 * 24));
      const isOpen = JSON.stringify(await final()) !== JSON.stringify([JANUARY]);
      expect([reopenedAt, isOpen]).toEqual([reopenedAt, reopenedAt === AHEAD]);
    }
  });

  it('the daily check of subscriptions', async () => {
    const checks = new SubscriptionCheckRepository(database.dataSource);
    const due = { ...UPSTREAM, notSince: inHours(-24) };
    for (const checkedAt of [inHours(-1), AHEAD]) {
      await checks.markChecked([alice.upstreamUserId], checkedAt);
      await checks.setBackFuture(UPSTREAM.upstream, latestCredible(NOON));
      expect([checkedAt, await checks.isAnyDue(due)]).toEqual([checkedAt, checkedAt === AHEAD]);
    }
  });

  it('the confirmation of a suspicious shrink', async () => {
    const series = new SeriesRepository(database.dataSource, UPSTREAM);
    let requestNumber = 1_000_000;
    const store = (days: number, answeredAt: Date) =>
      series.storeWindow({
        connectionId: alice.id,
        userId: 'alice',
        grantEpoch: alice.grantEpoch,
        endpoint: 'steps',
        resources: [STEPS],
        window: JANUARY,
        points: Array.from({ length: days }, (_, day) => ({
          resource: STEPS,
          date: `2026-01-${day + 10}`,
          value: '5',
        })),
        requestNumber: ++requestNumber,
        finalThrough: JANUARY.to,
        answeredAt,
      });
    await store(10, NOON);
    expect(await store(1, AHEAD)).toBe('suspicious_shrink');
    expect(await store(1, inHours(1))).toBe('suspicious_shrink');
    expect(await store(1, inHours(2))).toBe('stored');
  });

  it('the shutdown of the upstream, when every answer is HTTP 410', async () => {
    const answers = new GoneAnswerRepository(database.dataSource, UPSTREAM);
    const record = (at: Date) =>
      answers.record(alice, at, { since: new Date(at.getTime() - 6 * HOUR_MS), attempts: 3 });
    const outcomes = [];
    for (const at of [AHEAD, inHours(1), inHours(4), inHours(7)]) outcomes.push(await record(at));
    expect(outcomes).toEqual(['temporary', 'temporary', 'temporary', 'marked']);
  });

  it('and makes no mass failure of what happens ten days long', async () => {
    for (let number = 0; number < 30; number++) await connections.connect(newGrant({ userId: `user-${number}` }));
    await sql("UPDATE fitbit_connection SET refused_at = $1 WHERE user_id <> 'alice'", AHEAD);
    const statuses = new GrantStatusRepository(database.dataSource, UPSTREAM);
    const massFailureRule = { since: inHours(-0.2), atLeast: 20 };
    const refusal = { at: NOON, massFailureRule, markLost: true };
    expect(await statuses.recordRefusal(alice, refusal)).toEqual({ kind: 'lost' });
  });
});
