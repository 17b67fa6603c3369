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
import { chaosEnvironment, postgresSettings, SANDBOX_NOW, sandboxArguments } from './environment';
import type { KillPoint } from './kill-point';
import { startLoadBalancer } from './load-balancer';
import type { ChaosOptions } from './options';
import { createRedis } from './redis';
import { type ProcessDefinition, SupervisedProcess } from './supervised-process';

/** What a run kills. `redis` forgets everything, `postgres` nothing. */
export type ProcessName = 'postgres' | 'redis' | ProgramName;

/** The processes with the module. */
export type ProgramName = 'api-1' | 'api-2' | 'worker-1' | 'worker-2';

interface Restartable {
  kill(): Promise<void>;
  start(overrides?: Readonly<Record<string, string>>): Promise<void>;
}

interface Program extends Restartable {
  killAt(point: KillPoint, limitMs: number): Promise<boolean>;
}

interface RestartAt {
  readonly limitMs: number;
  readonly downMs: number;
}

/** The processes of a run that can be killed and started again. */
export class Processes {
  private readonly down = new Set<ProcessName>();

  constructor(
    private readonly byName: Readonly<Record<'postgres' | 'redis', Restartable>> &
      Readonly<Record<ProgramName, Program>>,
  ) {}

  isDown(name: ProcessName): boolean {
    return this.down.has(name);
  }

  /**
   * Kills a process with `SIGKILL`, and starts it again after `downMs`. Returns when it is ready.
   *
   * @param overrides variables of its environment until the next start
   */
  async restart(name: ProcessName, downMs: number, overrides?: Readonly<Record<string, string>>): Promise<void> {
    this.down.add(name);
    await this.byName[name].kill();
    await sleep(downMs);
    await this.byName[name].start(overrides);
    this.down.delete(name);
  }

  /** Runs a process with other variables for a while. It is killed before and after. */
  async runWith(name: ProgramName, overrides: Readonly<Record<string, string>>, durationMs: number): Promise<void> {
    await this.restart(name, 0, overrides);
    this.down.add(name); // no other fault may end it
    await sleep(durationMs);
    await this.restart(name, 0);
  }

  /** Kills a process at a statement, and starts it again. Returns `false` when it did not reach the statement in time. */
  async restartAt(name: ProgramName, point: KillPoint, { limitMs, downMs }: RestartAt): Promise<boolean> {
    this.down.add(name);
    const died = await this.byName[name].killAt(point, limitMs);
    if (died) {
      await sleep(downMs);
      await this.byName[name].start();
    }
    this.down.delete(name);
    return died;
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
    startRestartablePostgres(keeper, postgresSettings(options)),
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
      program(name, 'apps/sample/src/main', { environment: ownEnvironment, isReady, takesCommands: true }),
      supervision,
    );
  };
  const worker = (name: string): SupervisedProcess => {
    const isReady = (output: string) => output.includes('Ready, process');
    const definition = program(name, 'apps/worker/src/main', { environment, isReady, takesCommands: true });
    return new SupervisedProcess(definition, supervision);
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
    `Postgres (synchronous_commit ${options.synchronousCommit}), ${redis.kind}, the sandbox, two APIs and two workers run; their logs are in ${logs.folder}.`,
  );
  return { processes: new Processes({ postgres, redis: redis.process, ...programs }), environment, logs, crashes };
}

/** What the APIs and workers load before anything else. */
const PRELOADED = ['wrong-date', 'kill-at-statement'];

function program(
  name: string,
  source: string,
  { args = [], ...definition }: Omit<ProcessDefinition, 'name' | 'command' | 'args'> & { readonly args?: string[] },
): ProcessDefinition {
  const preload = definition.takesCommands
    ? PRELOADED.flatMap((module) => ['--require', compiled(`tools/chaos/${module}`)])
    : [];
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', ...preload, compiled(source), ...args],
    ...definition,
  };
}

/** Google's project, and the service account that may register an endpoint for its notifications. */
async function googleProject(sandboxUrl: string): Promise<Record<string, string>> {
  const key = await new SandboxControl({ url: sandboxUrl }).serviceAccountKey();
  return { FITBIT_GOOGLE_PROJECT_NUMBER: GOOGLE_PROJECT_NUMBER, FITBIT_GOOGLE_SERVICE_ACCOUNT: JSON.stringify(key) };
}

export interface Logs {
  readonly folder: string;
  /** The path of a file in the folder. */
  file(name: string): string;
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
  return { folder, file: (name) => path.join(folder, name), keep: () => void (isKept = true) };
}
