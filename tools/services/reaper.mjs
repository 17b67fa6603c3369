// The owner's end of the reaper's pipe.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('reaper-process.mjs', import.meta.url));

/** @typedef {import('./reaper-process.mjs').Order} Order */
/** @typedef {ReturnType<typeof startReaper>} Reaper */

/** Starts a process that ends and removes what it was told to watch as soon as this process is gone, however it went. */
export function startReaper() {
  // Its own session: a Ctrl-C or a kill meant for our process group must not reach it.
  const reaper = spawn(process.execPath, [PROGRAM], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  reaper.stdin.on('error', () => {}); // somebody killed it: then there is only our own tidying
  reaper.unref();
  /** @param {Order} order */
  const tell = (order) => reaper.stdin.write(`${JSON.stringify(order)}\n`);
  return {
    /** The process must be detached (the leader of its own group). @param {import('./reaper-process.mjs').WatchedProcess} target */
    watch: (target) => tell({ watch: target }),
    /** @param {string} directory */
    watchDirectory: (directory) => tell({ watchDirectory: directory }),
    /** @param {number} pid */
    forget: (pid) => tell({ forget: pid }),
    /** @param {string} directory */
    forgetDirectory: (directory) => tell({ forgetDirectory: directory }),
    /** Nothing is left to watch. */
    async dismiss() {
      reaper.stdin.end();
      if (reaper.exitCode === null && reaper.signalCode === null) {
        reaper.ref();
        await new Promise((resolve) => reaper.once('exit', resolve));
      }
    },
  };
}
