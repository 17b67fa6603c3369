import { setTimeout as sleep } from 'node:timers/promises';
import type { UpstreamFault } from '../support/sandbox-control';
import type { ProcessName } from './processes';
import type { Random } from './random';
import type { ChaosRun } from './chaos-run';

export interface Fault {
  readonly description: string;
  /** Settles when the fault is repaired. What people do about it may take longer. */
  readonly repaired: Promise<void>;
}

/** Injects a fault; nothing when it is not possible now, for example because the process is down already. */
export type FaultKind = (run: ChaosRun) => Promise<Fault | undefined> | Fault | undefined;

function killOneOf(targets: readonly ProcessName[], longestMs: number): FaultKind {
  return ({ processes, random }) => {
    const target = random.pick(targets);
    const downMs = random.between(200, longestMs);
    if (processes.isDown(target)) return undefined;
    return {
      description: `${target} killed, back after ${downMs} ms`,
      repaired: processes.restart(target, downMs),
    };
  };
}

function upstreamFails(what: string, fault: (random: Random) => Omit<UpstreamFault, 'match'>): FaultKind {
  return async ({ sandbox, random, users }) => {
    const person = random.next() < 0.3 ? random.pick(users).personId : undefined;
    const times = random.between(1, 25);
    await sandbox.fail({ match: { ...(person !== undefined && { person }) }, times, ...fault(random) });
    return {
      description: `${what}, ${times} times${person ? ` for ${person}` : ''}`,
      repaired: Promise.resolve(),
    };
  };
}

/** The next request of each person finds the access token expired; the answer to the refresh may be lost, too. */
const accessTokensExpire: FaultKind = async ({ options, sandbox, random, users }) => {
  const isFitbit = options.upstream === 'fitbit-web-api';
  const answer = isFitbit ? { reason: 'expired_token' } : { status: 401 };
  const lost = random.next() < 0.5 ? [{ match: { path: '/token' }, drop: 'answer' as const, times: 1 }] : [];
  const path = isFitbit ? '/user/-/' : '/v4/users/';
  const expired = users.map(({ personId }) => ({ match: { path, person: personId }, times: 1, ...answer }));
  await sandbox.fail(...lost, ...expired);
  return {
    description: `access tokens expired${lost.length > 0 ? ', the answer to a refresh is lost' : ''}`,
    repaired: Promise.resolve(),
  };
};

const notificationsOutOfOrder: FaultKind = async ({ sandbox, random }) => {
  const durationMs = random.between(2_000, 8_000);
  const set = (on: boolean) =>
    sandbox.call('POST', 'switches', {
      duplicateNotifications: on,
      shuffleNotifications: on,
      notificationGatherMs: on ? 500 : 0,
    });
  await set(true);
  const repair = async () => {
    await sleep(durationMs);
    await set(false);
  };
  return { description: `notifications twice and in any order for ${durationMs} ms`, repaired: repair() };
};

const userReconnects: FaultKind = ({ users, random }) => {
  const user = random.pick(users);
  const pauseMs = random.between(0, 3_000);
  if (!user.isConnected) return undefined;
  user.reconnect(pauseMs);
  return {
    description: `${user.personId} disconnects and connects again after ${pauseMs} ms`,
    repaired: Promise.resolve(),
  };
};

/** A run injects one of each, then any of them. */
export const FAULT_KINDS: readonly FaultKind[] = [
  killOneOf(['worker-1', 'worker-2'], 3_000),
  killOneOf(['api-1', 'api-2'], 3_000),
  killOneOf(['redis'], 4_000),
  killOneOf(['postgres'], 2_000),
  upstreamFails('429', (random) => ({ status: 429, headers: { 'retry-after': String(random.between(1, 3)) } })),
  upstreamFails('500 or 503', (random) => ({ status: random.pick([500, 503]) })),
  upstreamFails('slow answers', (random) => ({ delayMs: random.between(500, 6_000) })),
  upstreamFails('lost connections', (random) => ({ drop: random.pick([true, 'answer'] as const) })),
  accessTokensExpire,
  notificationsOutOfOrder,
  userReconnects,
];
