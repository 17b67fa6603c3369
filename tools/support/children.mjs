// The processes a command starts: their output is told apart by name, and none of them outlives the command.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { ROOT } from './project.mjs';
import { endGroup } from './processes.mjs';

/** @typedef {{ name: string, exited: Promise<number> }} Child */

export class Children {
  #reaper;
  #cleanup;

  /** @param {{ reaper: import('../services/reaper.mjs').Reaper, cleanup: import('./cleanup.mjs').Cleanup }} keeper */
  constructor({ reaper, cleanup }) {
    this.#reaper = reaper;
    this.#cleanup = cleanup;
  }

  /**
   * Starts a compiled program of ours. It is stopped when the cleanup runs, or by the reaper when we are killed.
   * @param {string} name @param {string} program below the project's root @param {string[]} args
   * @param {NodeJS.ProcessEnv} environment
   * @returns {Child}
   */
  start(name, program, args, environment) {
    this.#cleanup.assertOpen();
    // Its own process group: Ctrl-C reaches only us, and we stop one after the other.
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...args], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid) this.#reaper.watch({ pid });
    relay(name, child.stdout, process.stdout);
    relay(name, child.stderr, process.stderr);

    let running = true;
    /** @type {Promise<number>} */
    const exited = new Promise((resolve) => {
      child.once('error', () => resolve(1));
      child.once('close', (code) => resolve(code ?? 1));
    });
    void exited.then(() => {
      running = false;
      if (pid) this.#reaper.forget(pid);
    });
    this.#cleanup.add(async () => {
      if (!running || !pid) return;
      await endGroup({ pid });
      await exited;
    });
    return { name, exited };
  }
}

/** @param {string} name @param {NodeJS.ReadableStream} from @param {NodeJS.WritableStream} to */
function relay(name, from, to) {
  const label = name && `[${name}] `;
  readline.createInterface({ input: from }).on('line', (line) => to.write(`${label}${line}\n`));
}
