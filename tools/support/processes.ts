import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** How a detached process, the leader of its own group, is ended. */
export interface ProcessTarget {
  readonly pid: number;
  /** Asks it to end. @defaultValue `SIGTERM` */
  readonly signal?: NodeJS.Signals;
  /** Sent when it does not end in time. @defaultValue `SIGKILL` */
  readonly forceSignal?: NodeJS.Signals;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // exists, but belongs to another user
  }
  return !isZombie(pid);
}

/** Ended, but its parent has not collected it yet; in a container without an init process that may last. */
function isZombie(pid: number): boolean {
  try {
    return /\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false; // this system has no /proc, or the process is gone by now
  }
}

/** Checks a condition until it holds or the time is up. @returns whether it holds */
export async function waitUntil(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Signals the whole process group of a detached child; false when nothing of it is left. */
export function signalGroup(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Ends a detached child: first with its own signal, then by force. */
export async function endGroup({ pid, signal = 'SIGTERM', forceSignal = 'SIGKILL' }: ProcessTarget): Promise<void> {
  const steps = [
    [signal, 8_000],
    [forceSignal, 2_000],
    ['SIGKILL', 2_000],
  ] as const;
  for (const [step, patienceMs] of steps) {
    signalGroup(pid, step);
    if (await waitUntil(() => !isAlive(pid), patienceMs)) return;
  }
}

/** Ends every process whose working directory is the folder or below it, where the system shows that (Linux). */
export async function endStrays(directory: string): Promise<void> {
  if (!fs.existsSync(directory)) return;
  const folder = fs.realpathSync(directory);
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of processesIn(folder)) signalProcess(pid, signal);
    if (await waitUntil(() => processesIn(folder).length === 0, 2_000)) return;
  }
}

function processesIn(directory: string): number[] {
  if (!fs.existsSync('/proc/self/cwd')) return [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return `${fs.readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${directory}/`);
    } catch {
      return false; // ended, or belongs to another user
    }
  });
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ended meanwhile
  }
}
