import { setTimeout as sleep } from 'node:timers/promises';
import type { Play } from './direction';
import { FAULT_KINDS, type Stage } from './faults';
import { Life } from './life';
import { Random } from './random';

const MINUTE_MS = 60_000;
const PACE_MS = 250;
/** Between faults, at most: a short run has them closer together. */
const LONGEST_CALM_MS = 5_000;

/** People live on while things break. Returns how many faults there were; nothing is broken any more then. */
export async function runChaos(play: Play): Promise<number> {
  const { direction, members, sandbox, now, print } = play;
  const durationMs = direction.minutes * MINUTE_MS;
  const startedAt = performance.now();
  const over = () => performance.now() - startedAt > durationMs;
  const living = new Life(members, sandbox, new Random(direction.seed + 1), now).run(over, PACE_MS);
  const [faults] = await Promise.all([breakThings(play, over, durationMs), living]);
  await sandbox.call('DELETE', 'faults');
  print(`${await living} times somebody synced or edited; ${faults} faults`);
  return faults;
}

async function breakThings(stage: Stage & Pick<Play, 'print'>, over: () => boolean, durationMs: number) {
  const { random, print } = stage;
  const calmMs = Math.min(LONGEST_CALM_MS, durationMs / (FAULT_KINDS.length + 1));
  const toCome = random.shuffled(FAULT_KINDS);
  const under: Promise<void>[] = [];
  let faults = 0;
  for (;;) {
    await sleep(random.between(calmMs / 2, calmMs));
    if (over()) break;
    const kind = toCome.pop() ?? random.pick(FAULT_KINDS);
    const incident = await kind(stage);
    if (!incident) continue;
    faults++;
    print(`fault ${faults}: ${incident.what}`);
    under.push(incident.over);
  }
  await stage.sandbox.call('DELETE', 'faults');
  await Promise.all(under);
  return faults;
}
