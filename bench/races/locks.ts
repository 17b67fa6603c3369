import { randomUUID } from 'node:crypto';
import { AuthorizationRefusedError, type ResourceName } from 'nestjs-fitbit';
import { addDays, type CivilDate } from '#nestjs-fitbit/model/civil-date';
import { datesOf } from '#nestjs-fitbit/model/date-range';
import type { ConnectionRepository } from '#nestjs-fitbit/storage/connection.repository';
import { inParallel } from '../../tools/support/in-parallel';
import { Erasures } from './erasures';
import { grantOf, LANES, type RaceOutcome, type RaceSettings, repositoriesOf } from './race';

type Connection = Awaited<ReturnType<ConnectionRepository['connect']>>;

const RESOURCES: readonly ResourceName[] = ['activities/steps', 'activities/floors', 'body/weight'];
const COLLECTIONS = ['activities', 'body', 'foods'];
/** Few, so that they meet all the time. */
const USERS = 8;
const ACCOUNTS_EACH = 2;
/** Every notification names a day of its own, by which it is found again. */
const FIRST_DAY = '1900-01-01';
const STORED = { from: '1890-01-01', to: '1890-01-20' };

const LEASE_MS = 30_000;
const NEVER = new Date('2100-01-01');

/** A grant that was stored. */
interface Authorized {
  readonly id: string;
  readonly user: string;
  /** When its authorization had begun. */
  readonly begunAtMs: number;
}

/** After so many rounds it is quiet, and every notification of them is looked for. */
const BATCH = 24;

/** Notifications of one request, at most one for each user. */
interface Delivered {
  readonly connectionIds: readonly string[];
  readonly days: ReadonlyMap<string, CivilDate>;
  readonly sentAtMs: number;
}

/**
 * Connects, disconnects, erases, receives, takes, stores and reopens at random, many at a time and all about the same few
 * users. A round is wrong when it fails; and so is a notification that was acknowledged and is neither in the inbox nor
 * in the ledger, unless its user disconnected, connected another account or was erased since it was sent. So is a
 * connection that is there although its user was erased after its authorization began.
 */
export async function raceLocks({ dataSource, rounds, random }: RaceSettings): Promise<RaceOutcome> {
  const { authorizations, connections, erasures, inbox, ledger, revocations, series } = repositoriesOf(dataSource);
  const latenciesMs: number[] = [];
  const examples: string[] = [];
  const delivered: Delivered[] = [];
  const owners = new Map<string, string>();
  const resetAtMs = new Map<string, number>();
  const erased = new Erasures();
  const authorized: Authorized[] = [];
  let wrong = 0;
  let days = 0;
  let checked = 0;

  const someUser = (): string => `user-${random.between(1, USERS)}`;
  const someAccount = (user: string): string => `${user}/${random.between(1, ACCOUNTS_EACH)}`;
  const connected = async (work: (connection: Connection) => Promise<unknown>): Promise<void> => {
    const connection = await connections.findByUser(someUser());
    if (connection) await work(connection);
  };
  const reset = async (user: string, work: () => Promise<unknown>): Promise<void> => {
    await work();
    resetAtMs.set(user, performance.now());
  };

  async function connect(): Promise<void> {
    const user = someUser();
    const account = someAccount(user);
    const stateHash = randomUUID();
    const beganAtMs = performance.now();
    const request = { stateHash, userId: user, browserHash: '', sealedVerifier: '', next: null, expiresAt: NEVER };
    await authorizations.begin(request, new Date());
    const begunAtMs = performance.now();
    await reset(user, async () => {
      try {
        await authorizations.lease(stateHash, LEASE_MS);
        const { id } = await connections.connect({ ...grantOf(user, account), stateHash, onAccountChange: 'replace' });
        owners.set(id, user);
        authorized.push({ id, user, begunAtMs });
        await ledger.open(id, random.shuffled(RESOURCES));
      } catch (error) {
        if (!(error instanceof AuthorizationRefusedError && erased.mayConcern(user, beganAtMs))) throw error;
      }
    });
  }

  /** As a callback does that stores nothing in the end. */
  async function hold(): Promise<void> {
    const upstreamUserId = someAccount(someUser());
    const holder = randomUUID();
    await revocations.leaseAllOfAccount(upstreamUserId, holder, LEASE_MS);
    await revocations.renew({ upstreamUserId }, holder, LEASE_MS);
    await revocations.release({ upstreamUserId }, holder);
  }

  async function receive(): Promise<void> {
    const users = random.shuffled(Array.from({ length: USERS }, (_, index) => `user-${index + 1}`));
    const sentAtMs = performance.now();
    const notifications = users.slice(0, random.between(1, USERS)).map((user) => {
      const day = addDays(FIRST_DAY, days++);
      const change = { kind: 'change', collection: random.pick(COLLECTIONS), days: { from: day, to: day } } as const;
      return { user, day, notification: { ...change, upstreamUserId: someAccount(user) } };
    });
    const { wakeUps } = await inbox.receive({
      upstream: 'google-health',
      notifications: notifications.map(({ notification }) => notification),
      receivedAt: new Date(),
    });
    delivered.push({
      connectionIds: wakeUps.map(({ connectionId }) => connectionId),
      days: new Map(notifications.map(({ user, day }) => [user, day])),
      sentAtMs,
    });
  }

  const take = (): Promise<void> =>
    connected(async ({ id }) => {
      await ledger.open(id, random.shuffled(RESOURCES));
      const found = await inbox.find(id);
      if (!found || found.ledger.size === 0) return;
      const announced = found.pending.flatMap((pending) => pending.days);
      const changed = new Map(random.shuffled(RESOURCES).map((resource) => [resource, announced]));
      await inbox.take(id, found.pending, changed, new Date());
    });
  const store = (): Promise<void> =>
    connected(async ({ id, userId, grantEpoch }) => {
      const resources = random.shuffled(RESOURCES);
      const found = await connections.findForFetch(id, resources, STORED);
      if (!found) return;
      const value = String(days);
      const points = resources.flatMap((resource) => datesOf(STORED).map((date) => ({ resource, date, value })));
      const fetch = { connectionId: id, grantEpoch, endpoint: 'some', resources, window: STORED };
      const failedAt = new Date();
      await ledger.recordFailure(fetch, { code: 'FITBIT_UPSTREAM_UNAVAILABLE', message: 'HTTP 503', failedAt });
      await series.storeWindow({
        ...fetch,
        userId,
        points,
        requestNumber: found.requestNumber,
        finalThrough: STORED.to,
        answeredAt: new Date(),
      });
    });
  const reopen = (): Promise<void> =>
    connected(({ id }) => ledger.reopen(id, random.shuffled(RESOURCES), '1899-01-01'));
  const retry = (): Promise<void> => connected(({ id }) => ledger.resetFailures(id));
  const disconnect = (user = someUser()): Promise<void> =>
    reset(user, () => revocations.createOnDisconnect(user, new Date()));
  const erase = (user = someUser()): Promise<void> =>
    reset(user, () => erased.track(user, () => erasures.erase(user, new Date())));

  const common = [connect, receive, receive, receive, take, take, store];
  const acts = [...common, ...common, reopen, retry, disconnect, erase, hold];

  async function runRound(): Promise<void> {
    const act = random.pick(acts);
    const beganAt = performance.now();
    try {
      await act();
    } catch (error) {
      wrong++;
      examples.push(`${act.name}: ${(error as Error).message}`);
    }
    latenciesMs.push(performance.now() - beganAt);
  }

  async function lookFor({ connectionIds, days: daysOf, sentAtMs }: Delivered): Promise<void> {
    for (const id of connectionIds) {
      const user = owners.get(id) ?? '';
      if ((resetAtMs.get(user) ?? 0) > sentAtMs) continue;
      const day = daysOf.get(user);
      const found = await dataSource.query<unknown[]>(
        `SELECT 1 FROM fitbit_pending_update WHERE connection_id = $1 AND dates @> $2::date
         UNION ALL SELECT 1 FROM fitbit_coverage WHERE connection_id = $1 AND changed @> $2::date`,
        [id, day],
      );
      checked++;
      if (found.length > 0) continue;
      wrong++;
      examples.push(`The notification of ${day} for connection ${id} was acknowledged and is lost.`);
    }
  }

  async function lookForErased({ id, user, begunAtMs }: Authorized): Promise<void> {
    if (!erased.beganAfter(user, begunAtMs)) return;
    checked++;
    if (!(await connections.findById(id))) return;
    wrong++;
    examples.push(`Connection ${id} is there although its user was erased after its authorization began.`);
  }

  for (let left = rounds; left > 0; left -= BATCH) {
    await inParallel([...Array(Math.min(left, BATCH)).keys()], LANES, runRound);
    for (const delivery of delivered.splice(0)) await lookFor(delivery);
    for (const connection of authorized.splice(0)) await lookForErased(connection);
  }
  return { rounds, checked, wrong, examples: examples.slice(0, 3), latenciesMs };
}
