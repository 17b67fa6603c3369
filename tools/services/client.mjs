// Starts the services as a child that ends when we do.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ToolFailure } from '../support/failure.mjs';

const PROGRAM = fileURLToPath(new URL('../dev-services.mjs', import.meta.url));

/** @typedef {{ databaseUrl: string, redisUrl: string }} ServiceUrls */

/** @param {{ durable?: boolean }} [options] */
export function startServices({ durable = false } = {}) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, ...(durable ? ['--durable'] : [])],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.on('error', () => {}); // already gone
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));
  /** @type {Promise<ServiceUrls>} */
  const ready = new Promise((resolve, reject) => {
    // Valkey logs to the same output; keep reading, or it blocks on a full pipe.
    readline.createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) resolve(/** @type {ServiceUrls} */ (JSON.parse(line)));
    });
    void exited.then(() => reject(new ToolFailure('The database and queue services did not start; see above.')));
  });
  ready.catch(() => {}); // whoever waits for it hears of it
  return {
    ready,
    exited,
    /** The pipe is the leash: it also closes when this process is killed. */
    stop: () => {
      child.stdin.end();
      return exited;
    },
  };
}
