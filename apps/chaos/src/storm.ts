import { setTimeout as sleep } from 'node:timers/promises';
import type { Play } from './direction';
import type { Machinery, Mortal } from './machinery';

const DAY_MS = 86_400_000;
/** One notification each: a data type of Google's, a collection of the Fitbit Web API. */
const RESOURCES = ['activities/steps', 'body/weight', 'foods/log/water'] as const;
const EDITS_AT_ONCE = 8;
const VICTIMS: readonly Mortal[] = ['worker-1', 'worker-2', 'redis'];
const DOWN_MS = 1_500;
const LAST_PART = 3 / 4;

interface Edited {
  readonly changes: readonly unknown[];
}

/**
 * Everybody's values change, several days of everybody; each change is announced, twice and in any order. The worker
 * and Redis are killed twice meanwhile. Returns how many faults there were.
 */
export async function runStorm({ direction, members, sandbox, random, machinery, now, print }: Play): Promise<number> {
  await sandbox.call('POST', 'switches', {
    duplicateNotifications: true,
    shuffleNotifications: true,
    notificationGatherMs: 250,
  });
  const { notifications } = direction;
  let announced = 0;
  let faults = 0;
  let turn = 0;
  const everybody = random.shuffled(members);
  const startedAt = performance.now();
  const edit = async () => {
    while (announced < notifications) {
      if (announced > notifications * LAST_PART && faults < 2 * VICTIMS.length) {
        await sleep(20); // the second time is to be in the middle, too
        continue;
      }
      const { personId } = everybody[turn++ % everybody.length];
      const resource = random.pick(RESOURCES);
      const date = new Date(now().getTime() - random.between(1, 90) * DAY_MS).toISOString().slice(0, 10);
      const value = String(resource === 'body/weight' ? random.between(50, 120) : random.between(60, 20_000));
      const { changes } = await sandbox.call<Edited>('POST', `people/${personId}/edit`, { resource, date, value });
      announced += 2 * changes.length;
    }
  };
  const breakThings = async () => {
    for (const share of [1 / 4, 5 / 8]) {
      while (announced < notifications * share) await sleep(20);
      print(`after ${announced} notifications: both workers and Redis are killed, Redis comes back empty`);
      const back = VICTIMS.map((victim) => dieAndCome(machinery, victim));
      faults += back.length;
      await Promise.all(back);
    }
  };
  await Promise.all([...Array.from({ length: EDITS_AT_ONCE }, edit), breakThings()]);
  const seconds = (performance.now() - startedAt) / 1000;
  print(`${announced} notifications in ${seconds.toFixed(1)} s, each change twice and in any order`);
  return faults;
}

async function dieAndCome(machinery: Machinery, victim: Mortal): Promise<void> {
  await machinery.kill(victim);
  await sleep(DOWN_MS);
  await machinery.start(victim);
}
