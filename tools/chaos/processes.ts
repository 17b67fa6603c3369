import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startRestartablePostgres } from '../services/postgres';
import type { Keeper } from '../services/reaper';
import { Children } from '../support/children';
import { ToolFailure } from '../support/failure';
import { acceptsConnections, freePort, LOOPBACK } from '../support/ports';
import { compiled, say } from '../support/project';
import { GOOGLE_PROJECT_NUMBER } from '../support/google-subscriber';
import { SandboxControl } from '../support/sandbox-control';
import { chaosEnvironment, SANDBOX_NOW, sandboxArguments } from './environment';
import { startLoadBalancer } from './load-balancer';
import type { ChaosOptions } from './options';
import { createRedis } from './redis';
import { type ProcessDefinition, SupervisedProcess } from './supervised-process';

/** What a run kills. `redis` forgets everything, `postgres` nothing. */
export type ProcessName = 'postgres' | 'redis' | 'api-1' | 'api-2' | 'worker-1' | 'worker-2';

interface Restartable {
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** The processes of a run that can be killed and started again. */
export class Processes {
  private readonly down = new Set<ProcessName>();

  constructor(private readonly byName: Readonly<Record<ProcessName, Restartable>>) {}

  isDown(name: ProcessName): boolean {
    return this.down.has(name);
  }

  /** Kills a process with `SIGKILL`, and starts it again after `downMs`. Returns when it is ready. */
  async restart(name: ProcessName, downMs: number): Promise<void> {
    this.down.add(name);
    await this.byName[name].kill();
    await sleep(downMs);
    await this.byName[name].start();
    this.down.delete(name);
  }
}

export interface Deployment {
  readonly processes: Processes;
  /** Of the APIs, the workers and the command line. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logs: Logs;
  /** The names of processes that ended by themselves. */
  readonly crashes: readonly string[];
}

/** Starts Postgres, Redis, the sandbox, two APIs behind a load balancer and two workers, each in its own process. */
export async function startDeployment(options: ChaosOptions, keeper: Keeper): Promise<Deployment> {
  const logs = createLogs(keeper);
  const crashes: string[] = [];
  const onCrash = (name: string, reason: string): void => {
    crashes.push(name);
    say(`${name} ended by itself: ${reason}`);
  };
  const supervision = { ...keeper, logs: logs.folder, onCrash };

  const [postgres, redis, sandboxPort, port] = await Promise.all([
    startRestartablePostgres(keeper),
    createRedis(supervision),
    freePort(),
    freePort(),
  ]);
  const sandbox = program('sandbox', 'apps/sandbox/src/main', {
    args: sandboxArguments(options, sandboxPort),
    isReady: () => acceptsConnections(sandboxPort),
  });
  await Promise.all([redis.process.start(), new SupervisedProcess(sandbox, supervision).start()]);

  const sandboxUrl = `http://${LOOPBACK}:${sandboxPort}`;
  const environment = chaosEnvironment(options, {
    ...(options.upstream === 'google-health' ? await googleProject(sandboxUrl) : { FITBIT_SUBSCRIBER_ID: '1' }),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    FITBIT_PUBLIC_URL: `http://${LOOPBACK}:${port}`,
    FITBIT_UPSTREAM_BASE_URL: sandboxUrl,
    FITBIT_CLOCK_OFFSET_MS: String(Date.parse(SANDBOX_NOW) - Date.now()),
  });
  const children = new Children(keeper);
  const runCommand = async (name: string, ...args: string[]): Promise<void> => {
    const { exited } = children.start(name, 'apps/cli/src/main', [name, ...args], environment);
    if ((await exited) !== 0) throw new ToolFailure(`The command ${name} failed; see above.`);
  };
  await runCommand('migrate');

  const [firstPort, secondPort] = [await freePort(), await freePort()];
  const api = (name: string, ownPort: number): SupervisedProcess => {
    const ownEnvironment = { ...environment, PORT: String(ownPort) };
    const isReady = () => acceptsConnections(ownPort);
    return new SupervisedProcess(
      program(name, 'apps/sample/src/main', { environment: ownEnvironment, isReady }),
      supervision,
    );
  };
  const worker = (name: string): SupervisedProcess => {
    const isReady = (output: string) => output.includes('Ready, process');
    return new SupervisedProcess(program(name, 'apps/worker/src/main', { environment, isReady }), supervision);
  };
  const programs = {
    'api-1': api('api-1', firstPort),
    'api-2': api('api-2', secondPort),
    'worker-1': worker('worker-1'),
    'worker-2': worker('worker-2'),
  };
  await Promise.all(Object.values(programs).map((one) => one.start()));
  await startLoadBalancer(port, [firstPort, secondPort], keeper.cleanup);
  if (options.upstream === 'google-health') await runCommand('webhooks', 'register');
  say(
    `Postgres (durable), ${redis.kind}, the sandbox, two APIs and two workers run; their logs are in ${logs.folder}.`,
  );
  return { processes: new Processes({ postgres, redis: redis.process, ...programs }), environment, logs, crashes };
}

function program(
  name: string,
  source: string,
  { args = [], ...definition }: Pick<ProcessDefinition, 'environment' | 'isReady'> & { readonly args?: string[] },
): ProcessDefinition {
  return { name, command: process.execPath, args: ['--enable-source-maps', compiled(source), ...args], ...definition };
}

/** Google's project, and the service account that may register an endpoint for its notifications. */
async function googleProject(sandboxUrl: string): Promise<Record<string, string>> {
  const key = await new SandboxControl({ url: sandboxUrl }).serviceAccountKey();
  return { FITBIT_GOOGLE_PROJECT_NUMBER: GOOGLE_PROJECT_NUMBER, FITBIT_GOOGLE_SERVICE_ACCOUNT: JSON.stringify(key) };
}

export interface Logs {
  readonly folder: string;
  /** Leaves the folder where it is when the run ends. */
  keep(): void;
}

/** A folder that is removed however the run ends, unless it is kept. */
function createLogs({ cleanup, reaper }: Keeper): Logs {
  const folder = path.join(os.tmpdir(), `nestjs-fitbit-chaos-${randomBytes(6).toString('hex')}`);
  reaper.watchDirectory(folder);
  fs.mkdirSync(folder, { mode: 0o700 });
  let isKept = false;
  cleanup.add(() => {
    if (!isKept) fs.rmSync(folder, { recursive: true, force: true });
    reaper.forgetDirectory(folder);
  });
  return { folder, keep: () => void (isKept = true) };
}
