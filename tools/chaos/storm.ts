import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessName } from './processes';
import { Random } from './random';
import type { ChaosRun } from './chaos-run';

const DAY_MS = 86_400_000;
/** One notification each: a data type of Google's, a collection of the Fitbit Web API. */
const RESOURCES = ['activities/steps', 'body/weight', 'foods/log/water'] as const;
const EDITS_AT_ONCE = 8;
const KILLED: readonly ProcessName[] = ['worker-1', 'worker-2', 'redis'];
const KILLED_AFTER_SHARES = [1 / 4, 5 / 8];
const DOWN_MS = 1_500;
/** No edit beyond this share before the last kill, so that there is work left when it happens. */
const LAST_SHARE = 3 / 4;

interface EditAnswer {
  readonly changes: readonly unknown[];
}

/**
 * Changes the values of several days of every person. The upstream announces each change twice and in any order, while
 * the workers and Redis are killed twice.
 *
 * @returns the number of faults
 */
export async function runStorm({ options, users, sandbox, processes, now, print }: ChaosRun): Promise<number> {
  await sandbox.call('POST', 'switches', {
    duplicateNotifications: true,
    shuffleNotifications: true,
    notificationGatherMs: 250,
  });
  const { notifications } = options;
  const random = new Random(options.seed);
  let announced = 0;
  let faults = 0;
  let turn = 0;
  const order = random.shuffled(users);
  const startedAt = performance.now();
  const edit = async () => {
    while (announced < notifications) {
      if (announced > notifications * LAST_SHARE && faults < KILLED_AFTER_SHARES.length * KILLED.length) {
        await sleep(20);
        continue;
      }
      const user = order[turn++ % order.length];
      const resource = random.pick(RESOURCES);
      const date = new Date(now().getTime() - random.between(1, 90) * DAY_MS).toISOString().slice(0, 10);
      const value = String(resource === 'body/weight' ? random.between(50, 120) : random.between(60, 20_000));
      const path = `people/${user?.personId}/edit`;
      const { changes } = await sandbox.call<EditAnswer>('POST', path, { resource, date, value });
      announced += 2 * changes.length;
    }
  };
  const kill = async () => {
    for (const share of KILLED_AFTER_SHARES) {
      while (announced < notifications * share) await sleep(20);
      print(`after ${announced} notifications: both workers and Redis are killed, Redis comes back empty`);
      const restarted = KILLED.map((name) => processes.restart(name, DOWN_MS));
      faults += restarted.length;
      await Promise.all(restarted);
    }
  };
  await Promise.all([...Array.from({ length: EDITS_AT_ONCE }, edit), kill()]);
  const seconds = (performance.now() - startedAt) / 1000;
  print(`${announced} notifications in ${seconds.toFixed(1)} s, each change twice and in any order`);
  return faults;
}
