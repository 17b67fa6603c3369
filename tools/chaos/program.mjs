// A program that is meant to be killed and started again. What it prints goes to a file.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOOPBACK } from '../support/ports.mjs';
import { endGroup } from '../support/processes.mjs';
import { ROOT } from '../support/project.mjs';

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;

/** @typedef {import('../services/postgres.mjs').Keeper & { logs: string, onCrash: (name: string, code: string) => void }} Place */
/**
 * @typedef {object} Recipe
 * @property {string} name
 * @property {string} command
 * @property {string[]} args
 * @property {Record<string, string>} [environment]
 * @property {(printed: string) => boolean | Promise<boolean>} isReady asked again and again while it starts
 */

/** @param {number} port @returns {Promise<boolean>} */
export function answersAt(port) {
  return new Promise((resolve) => {
    const probe = net.connect(port, LOOPBACK, () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}

export class Program {
  #recipe;
  #place;
  /** @type {{ pid: number, exited: Promise<string>, isUp: boolean } | undefined} */
  #running;

  /** @param {Recipe} recipe @param {Place} place */
  constructor(recipe, place) {
    this.#recipe = recipe;
    this.#place = place;
    place.cleanup.add(async () => {
      if (!this.#running) return;
      const { pid, exited } = this.#running;
      this.#running = undefined;
      await endGroup({ pid });
      await exited;
    });
  }

  /** Until it is ready. One that ends before, because what it needs is away, is started again, as a supervisor does. */
  async start() {
    const end = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const { child, printed } = this.#spawn();
      while (this.#running === child && performance.now() < end) {
        if (await this.#recipe.isReady(printed())) {
          child.isUp = true;
          return;
        }
        await sleep(POLL_MS);
      }
      if (performance.now() >= end) throw new Error(`${this.#recipe.name} did not start; see ${this.#place.logs}.`);
      await sleep(POLL_MS);
    }
  }

  async kill() {
    const running = this.#running;
    this.#running = undefined;
    if (!running) return;
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
  }

  #spawn() {
    const { name, command, args, environment } = this.#recipe;
    const { cleanup, reaper, logs, onCrash } = this.#place;
    cleanup.assertOpen();
    const process_ = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      detached: true, // Ctrl-C reaches only us, and we stop one after the other
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = process_;
    if (!pid) throw new Error(`${command} cannot be run.`);
    reaper.watch({ pid });
    let text = '';
    const file = fs.createWriteStream(path.join(logs, `${name}.log`), { flags: 'a' });
    for (const stream of [process_.stdout, process_.stderr]) {
      stream.setEncoding('utf8').on('data', (/** @type {string} */ chunk) => {
        text = (text + chunk).slice(-4_000);
        file.write(chunk);
      });
    }
    /** @type {Promise<string>} */
    const exited = new Promise((resolve) => {
      process_.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    const child = { pid, exited, isUp: false };
    this.#running = child;
    void exited.then((code) => {
      reaper.forget(pid);
      file.end();
      if (this.#running !== child) return;
      this.#running = undefined;
      if (!child.isUp) return;
      onCrash(name, code);
      void this.start().catch((/** @type {Error} */ error) => onCrash(name, error.message));
    });
    return { child, printed: () => text };
  }
}
