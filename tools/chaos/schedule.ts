import { FAULT_KINDS } from './faults';
import type { PlannedFault } from './faults/planned-fault';
import type { ChaosOptions } from './options';
import { Random } from './random';

const MINUTE_MS = 60_000;
/** Between two faults; less in a short run, so that it has one of each kind. */
const LONGEST_PAUSE_MS = 5_000;

/** Which faults a run injects, and when: one of each kind first, then any. The same options give the same schedule. */
export function planFaults({ seed, minutes, faults, people, upstream }: ChaosOptions): PlannedFault[] {
  const random = new Random(seed);
  const durationMs = minutes * MINUTE_MS;
  const pauseMs = Math.min(LONGEST_PAUSE_MS, durationMs / (faults.length + 1));
  const upcoming = random.shuffled(faults);
  const planned: PlannedFault[] = [];
  for (let atMs = 0; ;) {
    atMs += random.between(Math.ceil(pauseMs / 2), Math.ceil(pauseMs));
    if (atMs >= durationMs || faults.length === 0) return planned;
    const kind = upcoming.pop() ?? random.pick(faults);
    planned.push({ atMs, kind, parameters: FAULT_KINDS[kind].plan(random, { people, upstream }) });
  }
}
