import { spawn } from 'node:child_process';
import type { Cleanup } from '../support/cleanup';
import { compiled } from '../support/project';
import type { ProcessTarget } from '../support/processes';
import type { ReaperOrder } from './reaper-process';

/** What a started process is handed over to: the cleanup ends it, and the reaper does when our process is killed. */
export interface Keeper {
  readonly cleanup: Cleanup;
  readonly reaper: Reaper;
}

export interface Reaper {
  /** The process must be detached (the leader of its own group). */
  watch(target: ProcessTarget): void;
  watchDirectory(directory: string): void;
  forget(pid: number): void;
  forgetDirectory(directory: string): void;
  /** Ends the reaper itself, when nothing is left to watch. */
  dismiss(): Promise<void>;
}

/** Starts a process that ends and removes what it was told to watch as soon as this process is gone, even by SIGKILL. */
export function startReaper(): Reaper {
  // Its own session: a Ctrl-C or a kill meant for our process group must not reach it.
  const reaper = spawn(process.execPath, [compiled('tools/services/reaper-process')], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  reaper.stdin.on('error', () => undefined); // it was killed: our own cleanup has to do
  reaper.unref();
  const send = (order: ReaperOrder): void => void reaper.stdin.write(`${JSON.stringify(order)}\n`);
  return {
    watch: (target) => send({ watch: target }),
    watchDirectory: (directory) => send({ watchDirectory: directory }),
    forget: (pid) => send({ forget: pid }),
    forgetDirectory: (directory) => send({ forgetDirectory: directory }),
    dismiss: async () => {
      reaper.stdin.end();
      if (reaper.exitCode === null && reaper.signalCode === null) {
        reaper.ref();
        await new Promise((resolve) => reaper.once('exit', resolve));
      }
    },
  };
}
