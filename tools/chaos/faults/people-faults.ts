import { setTimeout as sleep } from 'node:timers/promises';
import { SandboxRefusal } from '../../support/sandbox-control';
import type { SimulatedUser } from '../simulated-user';
import { kind, passing } from './fault-kind';

const DAY_MS = 86_400_000;
const WAIT_LIMIT_MS = 2_500;
const POLL_MS = 30;
const COLLISIONS = 3;
/** More than there are: the answers are held back for as long as the sandbox does it. */
const MANY = 20;
/** Longer than the sandbox holds answers back. */
const HELD_MS = 2_500;

export const userReconnects = kind({
  plan: (random, { people }) => ({ user: random.between(0, people - 1), pauseMs: random.between(0, 3_000) }),
  inject: ({ users }, { user: index, pauseMs }) => {
    const user = connectedFrom(users, index);
    if (!user?.reconnect(pauseMs)) return undefined;
    return passing(`${user.personId} disconnects and connects again after ${pauseMs} ms`);
  },
});

export const userIsErased = kind({
  plan: (random, { people }) => ({ user: random.between(0, people - 1), pauseMs: random.between(1_500, 5_000) }),
  inject: ({ users }, { user: index, pauseMs }) => {
    const user = connectedFrom(users, index);
    if (!user?.eraseAndConnect(pauseMs)) return undefined;
    return passing(`user ${user.userId} (${user.personId}) is erased and connects again after ${pauseMs} ms`);
  },
});

/** The user connects the account of a person who has none at the application. */
export const userChangesAccount = kind({
  plan: (random, { people }) => ({ user: random.between(0, people - 1) }),
  inject: ({ users, spares }, { user: index }) => {
    const [user, person] = [connectedFrom(users, index), spares.at(0)];
    if (!user || !person) return undefined;
    const before = user.personId;
    spares.shift();
    user.changeAccount(person, (former) => spares.push(former));
    return passing(`user ${user.userId} connects the account ${person.id} instead of ${before}`);
  },
});

/** The user disconnects, or is erased, while the answer to an own callback is being waited for. */
export const interruptedConnect = kind({
  plan: (random, { people }) => ({
    user: random.between(0, people - 1),
    how: random.pick(['disconnect', 'erase'] as const),
    afterMs: random.between(0, 2_500),
    slowMs: random.between(1_000, 6_000),
  }),
  inject: async ({ users, sandbox }, { user: index, how, afterMs, slowMs }) => {
    const user = connectedFrom(users, index);
    if (!user) return undefined;
    const slow = ['/identity', '/profile'].map((path) => ({
      match: { path, person: user.personId },
      delayMs: slowMs,
      times: 1,
    }));
    await sandbox.fail(...slow);
    if (!user.interruptConnect(how, afterMs)) return undefined;
    return passing(`${user.personId} connects again, slowly (${slowMs} ms); after ${afterMs} ms: ${how}`);
  },
});

/**
 * A day gets a value and loses it again, several times, and each time two answers for overlapping windows that differ on
 * that day arrive at the same moment, while another transaction keeps the ledger locked.
 */
export const answersOverlap = kind({
  plan: (random, { people, upstream }) => ({
    user: random.between(0, people - 1),
    // The Fitbit Web API has a value for every day of the others.
    resource:
      upstream === 'google-health' ? random.pick(['sleep/minutesAsleep', 'body/weight']) : 'sleep/minutesAsleep',
    daysAgo: random.between(3, 50),
    value: random.between(60, 110),
  }),
  inject: ({ users, sandbox, stored, now }, { user: index, resource, daysAgo, value }) => {
    const user = connectedFrom(users, index);
    if (!user) return undefined;
    const { personId } = user;
    const path = resource.startsWith('sleep') ? 'sleep' : 'weight';
    const dayOf = (ago: number) => new Date(now().getTime() - ago * DAY_MS).toISOString().slice(0, 10);
    const edit = (ago: number, text: string | null) =>
      sandbox.call('POST', `people/${personId}/edit`, { resource, date: dayOf(ago), value: text });
    const requests = async () =>
      (await sandbox.latestRequests(personId)).filter((request) => request.path.includes(path)).map(({ at }) => at);
    const collide = async (day: number) => {
      await edit(day, null);
      await waitUntil(async () => !(await stored.hasPoint(user.userId, resource, dayOf(day))));
      await sandbox.fail({ match: { path, person: personId }, together: MANY, times: MANY });
      const before = (await requests()).at(-1) ?? '';
      const isAnswered = (count: number) =>
        waitUntil(async () => (await requests()).filter((at) => at > before).length >= count);
      await edit(day, String(value));
      await isAnswered(1);
      await edit(day, null);
      await edit(day - 1, String(value + day)); // another window is another job
      await isAnswered(2);
      await stored.lockLedgerLine(user.userId, resource, HELD_MS); // both answers are sent meanwhile, and wait
    };
    const repair = async () => {
      for (let turn = 0; turn < COLLISIONS && user.isConnected; turn++) await collide(daysAgo + 3 * turn);
    };
    return {
      description: `${personId}: ${resource} comes and goes from ${dayOf(daysAgo)} on, two answers arrive together`,
      repaired: repair().catch(ignoreRefusal),
    };
  },
});

/** Gives up after a while: the run has other faults, too. */
async function waitUntil(isTrue: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + WAIT_LIMIT_MS;
  while (!(await isTrue()) && performance.now() < end) await sleep(POLL_MS);
}

/** An edit may make no sense to the sandbox, and Postgres may be killed while it keeps the lock. */
function ignoreRefusal(error: unknown): void {
  if (error instanceof SandboxRefusal && error.status !== 400) throw error;
}

/** The user at a position, or the next one who is not busy. */
function connectedFrom(users: readonly SimulatedUser[], index: number): SimulatedUser | undefined {
  return [...users.slice(index), ...users.slice(0, index)].find(({ isConnected }) => isConnected);
}
