// @ts-check
// npm forwards every signal to the script that it runs, except SIGKILL: a killed npm has to be noticed.
import fs from 'node:fs';

const POLL_MS = 250;
const SHELL = /^\S*sh$/;

/**
 * Calls back once when the npm that runs this script is gone. Does nothing in a script that npm did not start.
 * @param {() => void} callback
 */
export function onNpmGone(callback) {
  if (!process.env.npm_lifecycle_event) return;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}

/** Our parent, and the parent's own parent where npm started us through a shell (visible on Linux only). */
function ancestors() {
  const parent = processStatus(process.ppid);
  return parent && SHELL.test(parent.name) ? `${process.ppid} ${parent.parent}` : String(process.ppid);
}

/** @param {number} pid */
function processStatus(pid) {
  try {
    const [, name = '', parent] = /\((.*)\) \S (\d+)/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return { name, parent };
  } catch {
    return undefined;
  }
}
