// Looking at processes and ending them.
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 20;

/** @param {number} pid */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'; // exists, but is not ours
  }
  return !isZombie(pid);
}

/** Ended, but its parent has not looked yet; in a container without an init process that may last. @param {number} pid */
function isZombie(pid) {
  try {
    return /\) Z /.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false; // no /proc on this system, or gone this instant
  }
}

/**
 * Asks whether something is so until it is, or until the time is up.
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} timeoutMs
 * @returns {Promise<boolean>} whether it became so
 */
export async function waitUntil(condition, timeoutMs) {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/**
 * Signals the whole process group of a detached child; false when nothing of it is left.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Ends a detached child: politely first, by force when it does not listen.
 * @param {{ pid: number, signal?: NodeJS.Signals, forceSignal?: NodeJS.Signals, patienceMs?: number }} target
 */
export async function endGroup({ pid, signal = 'SIGTERM', forceSignal = 'SIGKILL', patienceMs = 8_000 }) {
  signalGroup(pid, signal);
  if (await waitUntil(() => !isAlive(pid), patienceMs)) return;
  signalGroup(pid, forceSignal);
  if (await waitUntil(() => !isAlive(pid), 2_000)) return;
  signalGroup(pid, 'SIGKILL');
  await waitUntil(() => !isAlive(pid), 2_000);
}

/**
 * Ends every process that stands in a folder or below it, where the system shows that (Linux).
 * @param {string} directory
 */
export async function endStrays(directory) {
  if (!fs.existsSync(directory)) return;
  const folder = fs.realpathSync(directory);
  for (const signal of /** @type {const} */ (['SIGQUIT', 'SIGKILL'])) {
    for (const pid of processesIn(folder)) signalProcess(pid, signal);
    if (await waitUntil(() => processesIn(folder).length === 0, 2_000)) return;
  }
}

/** @param {string} directory */
function processesIn(directory) {
  if (!fs.existsSync('/proc/self/cwd')) return [];
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return `${fs.readlinkSync(`/proc/${pid}/cwd`)}/`.startsWith(`${directory}/`);
    } catch {
      return false; // ended, or somebody else's
    }
  });
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalProcess(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // ended meanwhile
  }
}
