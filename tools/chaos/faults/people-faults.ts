import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxControl } from '../../support/sandbox-control';
import { kind, passing } from './fault-kind';

const DAY_MS = 86_400_000;
const REQUEST_LIMIT_MS = 3_000;
const POLL_MS = 30;

export const userReconnects = kind({
  plan: (random, { people }) => ({ user: random.between(0, people - 1), pauseMs: random.between(0, 3_000) }),
  inject: ({ users }, { user: index, pauseMs }) => {
    const user = users[index];
    if (!user?.reconnect(pauseMs)) return undefined;
    return passing(`${user.personId} disconnects and connects again after ${pauseMs} ms`);
  },
});

export const userIsErased = kind({
  plan: (random, { people }) => ({ user: random.between(0, people - 1), pauseMs: random.between(1_500, 5_000) }),
  inject: ({ users }, { user: index, pauseMs }) => {
    const user = users[index];
    if (!user?.eraseAndConnect(pauseMs)) return undefined;
    return passing(`user ${user.userId} (${user.personId}) is erased and connects again after ${pauseMs} ms`);
  },
});

/** The user connects the account of a person who has none at the application. */
export const userChangesAccount = kind({
  plan: (random, { people }) => ({ user: random.between(0, people - 1) }),
  inject: ({ users, spares }, { user: index }) => {
    const [user, person] = [users[index], spares.at(0)];
    if (!user?.isConnected || !person) return undefined;
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
    const user = users[index];
    if (!user?.isConnected) return undefined;
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
 * A day gets a value and loses it again, and two answers for overlapping windows that differ on that day arrive at the
 * same moment.
 */
export const answersOverlap = kind({
  plan: (random, { people, upstream }) => ({
    user: random.between(0, people - 1),
    // The Fitbit Web API has a value for every day of the others.
    resource:
      upstream === 'google-health' ? random.pick(['sleep/minutesAsleep', 'body/weight']) : 'sleep/minutesAsleep',
    daysAgo: random.between(3, 60),
    value: random.between(60, 110),
  }),
  inject: ({ users, sandbox, now }, { user: index, resource, daysAgo, value }) => {
    const user = users[index];
    if (!user?.isConnected) return undefined;
    const { personId } = user;
    const dayOf = (ago: number) => new Date(now().getTime() - ago * DAY_MS).toISOString().slice(0, 10);
    const edit = (ago: number, text: string | null) =>
      sandbox.call('POST', `people/${personId}/edit`, { resource, date: dayOf(ago), value: text });
    const collide = async () => {
      await edit(daysAgo, null);
      await sleep(700);
      await sandbox.fail({
        match: { path: resource.startsWith('sleep') ? 'sleep' : 'weight', person: personId },
        together: 2,
        times: 2,
      });
      const seen = await requestsOf(sandbox, personId);
      await edit(daysAgo, String(value));
      const end = performance.now() + REQUEST_LIMIT_MS;
      while ((await requestsOf(sandbox, personId)) === seen && performance.now() < end) await sleep(POLL_MS);
      await edit(daysAgo, null);
      await edit(daysAgo - 1, String(value + 1));
    };
    return {
      description: `${personId}: ${resource} ${dayOf(daysAgo)} comes and goes, two answers arrive together`,
      repaired: collide(),
    };
  },
});

async function requestsOf(sandbox: SandboxControl, personId: string): Promise<string> {
  const last = (await sandbox.latestRequests(personId)).at(-1);
  return JSON.stringify(last ?? null);
}
