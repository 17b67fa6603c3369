// Starts the services as a child that ends when we do.
import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ToolFailure } from '../support/failure.mjs';

const PROGRAM = fileURLToPath(new URL('../dev-services.mjs', import.meta.url));

/**
 * @param {{ durable?: boolean }} [options]
 * @returns {Promise<{ databaseUrl: string, redisUrl: string, stop: () => Promise<void>, onExit: (callback: () => void) => void }>}
 */
export async function startServices({ durable = false } = {}) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', PROGRAM, ...(durable ? ['--durable'] : [])],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.on('error', () => {}); // already gone
  /** @type {Promise<void>} */
  const exited = new Promise((resolve) => child.once('exit', () => resolve()));
  /** @type {Promise<string>} */
  const firstLine = new Promise((resolve, reject) => {
    // Valkey logs to the same output; keep reading, or it blocks on a full pipe.
    readline.createInterface(child.stdout).on('line', (line) => line.startsWith('{') && resolve(line));
    void exited.then(() => reject(new ToolFailure('The database and queue services did not start; see above.')));
  });
  const { databaseUrl, redisUrl } = JSON.parse(await firstLine);
  return {
    databaseUrl,
    redisUrl,
    /** The pipe is the leash: it also closes when this process is killed. */
    stop: () => {
      child.stdin.end();
      return exited;
    },
    onExit: (callback) => void exited.then(callback),
  };
}
