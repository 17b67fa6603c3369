import { setTimeout as sleep } from 'node:timers/promises';
import type { Machinery, Mortal } from './machinery';
import type { Member } from './member';
import type { Random } from './random';
import type { SandboxControl, UpstreamFault } from './sandbox-control';

export interface Stage {
  readonly machinery: Machinery;
  readonly sandbox: SandboxControl;
  readonly members: readonly Member[];
  readonly random: Random;
}

/** Something that is under way; what cannot happen now, because the same thing is broken already, is nothing. */
export interface Incident {
  readonly what: string;
  /** When what was broken is whole again. What people do about it may take longer. */
  readonly over: Promise<void>;
}

export type FaultKind = (stage: Stage) => Promise<Incident | undefined> | Incident | undefined;

const down = new Set<Mortal>();

function killed(targets: readonly Mortal[], longestMs: number): FaultKind {
  return ({ machinery, random }) => {
    const target = random.pick(targets);
    const downMs = random.between(200, longestMs);
    if (down.has(target)) return undefined;
    down.add(target);
    const dieAndCome = async () => {
      await machinery.kill(target);
      await sleep(downMs);
      await machinery.start(target);
      down.delete(target);
    };
    return { what: `${target} killed, back after ${downMs} ms`, over: dieAndCome() };
  };
}

function upstream(what: string, fault: (random: Random) => Omit<UpstreamFault, 'match'>, path?: string): FaultKind {
  return async ({ sandbox, random, members }) => {
    const person = random.next() < 0.3 ? random.pick(members).personId : undefined;
    const times = random.between(1, 25);
    await sandbox.call('POST', 'faults', [{ match: { path, person }, times, ...fault(random) }]);
    return { what: `${what}, ${times} times${person ? ` for ${person}` : ''}`, over: Promise.resolve() };
  };
}

/** The next request of everybody finds the access token expired; whether the refresh is answered is another matter. */
const expired: FaultKind = async ({ sandbox, random, members }) => {
  const answer = sandbox.upstream === 'fitbit-web-api' ? { reason: 'expired_token' } : { status: 401 };
  const lost = random.next() < 0.5 ? [{ match: { path: '/token' }, drop: 'answer' as const, times: 1 }] : [];
  const data = sandbox.upstream === 'fitbit-web-api' ? '/user/-/' : '/v4/users/';
  const faults = members.map(({ personId }) => ({ match: { path: data, person: personId }, times: 1, ...answer }));
  await sandbox.call('POST', 'faults', [...lost, ...faults]);
  return {
    what: `access tokens expired${lost.length > 0 ? ', an answered refresh is cut' : ''}`,
    over: Promise.resolve(),
  };
};

const reordered: FaultKind = async ({ sandbox, random }) => {
  const forMs = random.between(2_000, 8_000);
  const set = (on: boolean) =>
    sandbox.call('POST', 'switches', {
      duplicateNotifications: on,
      shuffleNotifications: on,
      notificationGatherMs: on ? 500 : 0,
    });
  await set(true);
  const later = async () => {
    await sleep(forMs);
    await set(false);
  };
  return { what: `notifications twice and in any order for ${forMs} ms`, over: later() };
};

const reconnected: FaultKind = ({ members, random }) => {
  const member = random.pick(members);
  const awayMs = random.between(0, 3_000);
  if (!member.isConnected) return undefined;
  member.leaveAndReturn(awayMs);
  return { what: `${member.personId} disconnects and connects again after ${awayMs} ms`, over: Promise.resolve() };
};

/** One of each, then any of them. */
export const FAULT_KINDS: readonly FaultKind[] = [
  killed(['worker-1', 'worker-2'], 3_000),
  killed(['api-1', 'api-2'], 3_000),
  killed(['redis'], 4_000),
  killed(['postgres'], 2_000),
  upstream('429', (random) => ({ status: 429, headers: { 'retry-after': String(random.between(1, 3)) } })),
  upstream('500 or 503', (random) => ({ status: random.pick([500, 503]) })),
  upstream('slow answers', (random) => ({ delayMs: random.between(500, 6_000) })),
  upstream('cut connections', (random) => ({ drop: random.pick([true, 'answer'] as const) })),
  expired,
  reordered,
  reconnected,
];
