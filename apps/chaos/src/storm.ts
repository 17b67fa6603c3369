import { setTimeout as sleep } from 'node:timers/promises';
import type { Play } from './direction';
import type { Machinery, Mortal } from './machinery';

const DAY_MS = 86_400_000;
/** One notification each: a data type of Google's, a collection of the Fitbit Web API. */
const RESOURCES = ['activities/steps', 'body/weight', 'foods/log/water'] as const;
const EDITS_AT_ONCE = 8;
const DOWN_MS = 1_500;

/**
 * Everybody's values change, several days of everybody; each change is announced, twice and in any order. The worker
 * and Redis are killed twice meanwhile. Returns how many faults there were.
 */
export async function runStorm({ direction, members, sandbox, random, machinery, now, print }: Play): Promise<number> {
  await sandbox.call('POST', 'behaviours', {
    duplicateNotifications: true,
    shuffleNotifications: true,
    notificationGatherMs: 250,
  });
  // Each edit is announced twice.
  const edits = Math.ceil(direction.notifications / 2);
  const everybody = random.shuffled(
    Array.from({ length: edits }, (_, index) => ({
      member: members[index % members.length],
      resource: random.pick(RESOURCES),
      date: new Date(now().getTime() - random.between(1, 90) * DAY_MS).toISOString().slice(0, 10),
      value: String(random.between(60, 20_000)),
    })),
  );
  let done = 0;
  const startedAt = performance.now();
  const queue = everybody.values();
  const editors = Array.from({ length: EDITS_AT_ONCE }, async () => {
    for (const { member, ...edit } of queue) {
      const value = edit.resource === 'body/weight' ? String(random.between(50, 120)) : edit.value;
      await sandbox.call('POST', `people/${member.personId}/edit`, { ...edit, value });
      done++;
    }
  });
  let faults = 0;
  const breaking = async () => {
    for (const share of [1 / 3, 2 / 3]) {
      while (done < edits * share) await sleep(20);
      print(`after ${done} edits: both workers and Redis are killed, Redis comes back empty`);
      await Promise.all((['worker-1', 'worker-2', 'redis'] as const).map((mortal) => dieAndCome(machinery, mortal)));
      faults += 3;
    }
  };
  await Promise.all([...editors, breaking()]);
  const seconds = (performance.now() - startedAt) / 1000;
  print(`${edits} edits in ${seconds.toFixed(1)} s, each announced twice`);
  return faults;
}

async function dieAndCome(machinery: Machinery, mortal: Mortal): Promise<void> {
  await machinery.kill(mortal);
  await sleep(DOWN_MS);
  await machinery.start(mortal);
}
