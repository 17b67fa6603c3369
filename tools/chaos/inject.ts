import { setTimeout as sleep } from 'node:timers/promises';
import type { ChaosRun } from './chaos-run';
import { FAULT_KINDS } from './faults';
import type { PlannedFault } from './faults/planned-fault';
import { Random } from './random';
import { Workload } from './workload';

const MINUTE_MS = 60_000;
const WORKLOAD_PACE_MS = 250;

/** Injects the planned faults while people sync and edit. @returns the number of faults; all are repaired by then */
export async function injectFaults(run: ChaosRun, schedule: readonly PlannedFault[]): Promise<number> {
  const { options, users, sandbox, now, print } = run;
  const durationMs = options.minutes * MINUTE_MS;
  const startedAt = performance.now();
  const isOver = () => performance.now() - startedAt > durationMs;
  const workload = new Workload(users, sandbox, new Random(options.seed + 1), now);
  const [faults, events] = await Promise.all([
    injectAll(run, schedule, startedAt),
    workload.runUntil(isOver, WORKLOAD_PACE_MS),
  ]);
  await sandbox.heal();
  print(`${events} syncs and edits; ${faults} faults`);
  return faults;
}

async function injectAll(run: ChaosRun, schedule: readonly PlannedFault[], startedAt: number): Promise<number> {
  const { sandbox, history } = run;
  const repairs: Promise<void>[] = [];
  for (const planned of schedule) {
    await sleep(Math.max(0, planned.atMs - (performance.now() - startedAt)));
    const fault = await FAULT_KINDS[planned.kind].inject(run, planned.parameters);
    if (!fault) {
      history.add(`a fault of the kind "${planned.kind}" is not possible now`);
      continue;
    }
    fault.repaired.catch(() => undefined); // reported below
    repairs.push(fault.repaired);
    history.add(`fault ${repairs.length}: ${fault.description}`);
  }
  await sandbox.heal();
  await Promise.all(repairs);
  return repairs.length;
}
