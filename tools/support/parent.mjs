// Noticing that `npm run …` was killed: npm hands signals on to us, except SIGKILL.
import fs from 'node:fs';

const POLL_MS = 250;
const SHELL = /^\S*sh$/;

/**
 * Calls back once when the npm that runs this script is gone. A script started without npm stands for itself.
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

/** Our parent, and its own where the parent is only the shell that npm started (visible on Linux). */
function ancestors() {
  const parent = processFact(process.ppid);
  return parent && SHELL.test(parent.name) ? `${process.ppid} ${parent.parent}` : String(process.ppid);
}

/** @param {number} pid */
function processFact(pid) {
  try {
    const [, name = '', parent] = /\((.*)\) \S (\d+)/.exec(fs.readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return { name, parent };
  } catch {
    return undefined;
  }
}
