import { setTimeout as sleep } from 'node:timers/promises';
import { FAULT_KINDS } from './faults';
import { Random } from './random';
import type { ChaosRun } from './chaos-run';
import { Workload } from './workload';

const MINUTE_MS = 60_000;
const WORKLOAD_PACE_MS = 250;
/** Between two faults; less in a short run, so that it has one of each kind. */
const LONGEST_PAUSE_MS = 5_000;

/** Injects faults while people sync and edit. @returns the number of faults; all of them are repaired by then */
export async function injectFaults(run: ChaosRun): Promise<number> {
  const { options, users, sandbox, now, print } = run;
  const durationMs = options.minutes * MINUTE_MS;
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt > durationMs;
  const workload = new Workload(users, sandbox, new Random(options.seed + 1), now);
  const [faults, events] = await Promise.all([
    injectUntil(isOver, run, durationMs),
    workload.runUntil(isOver, WORKLOAD_PACE_MS),
  ]);
  await sandbox.heal();
  print(`${events} syncs and edits; ${faults} faults`);
  return faults;
}

async function injectUntil(isOver: () => boolean, run: ChaosRun, durationMs: number): Promise<number> {
  const { random, print, sandbox } = run;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, durationMs / (FAULT_KINDS.length + 1));
  const upcoming = random.shuffled(FAULT_KINDS);
  const repairs: Promise<void>[] = [];
  for (;;) {
    await sleep(random.between(pauseMs / 2, pauseMs));
    if (isOver()) break;
    const inject = upcoming.pop() ?? random.pick(FAULT_KINDS);
    const fault = await inject(run);
    if (!fault) continue;
    fault.repaired.catch(() => undefined); // reported below
    repairs.push(fault.repaired);
    print(`fault ${repairs.length}: ${fault.description}`);
  }
  await sandbox.heal();
  await Promise.all(repairs);
  return repairs.length;
}
