// Everything that a chaos run consists of, each a process of its own: what may be killed has a name.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startMortalPostgres } from '../services/postgres.mjs';
import { Children } from '../support/children.mjs';
import { ToolFailure } from '../support/failure.mjs';
import { LOOPBACK, freePort } from '../support/ports.mjs';
import { say } from '../support/project.mjs';
import { startGateway } from './gateway.mjs';
import { Program, answersAt } from './program.mjs';
import { createRedis } from './redis.mjs';

const SANDBOX = 'dist/apps/sandbox/src/main.js';
const API = 'dist/apps/sample/src/main.js';
const WORKER = 'dist/apps/worker/src/main.js';
const CLI = 'dist/apps/cli/src/main.js';
/** Nobody's midnight for four hours, from Los Angeles to Sydney. */
const NOW = '2026-05-04T09:00:00Z';
const SWEEP_INTERVALS_MS = {
  ...{ holes: 5_000, inbox: 5_000, changing: 10_000 },
  ...{ departures: 5_000, subscriptions: 5_000, tokens: 10_000 },
};
const STORM_RESOURCES = { activities: ['steps'], body: ['weight'], foods: ['log/water'] };

/** @typedef {{ kill: () => Promise<void>, start: () => Promise<void> }} Mortal */
/** @typedef {{ environment: Record<string, string>, mortals: ReadonlyMap<string, Mortal>, logs: { folder: string, keep: () => void }, crashes: string[] }} Scene */

/**
 * @param {import('./options.mjs').ChaosOptions} options
 * @param {import('../services/postgres.mjs').Keeper} keeper
 * @returns {Promise<Scene>}
 */
export async function buildScene(options, keeper) {
  const logs = makeLogs(keeper);
  /** @type {string[]} */
  const crashes = [];
  const place = {
    ...keeper,
    logs: logs.folder,
    /** @param {string} name @param {string} code */
    onCrash: (name, code) => {
      crashes.push(name);
      say(`${name} ended by itself: ${code}`);
    },
  };

  const [postgres, redis, sandboxPort, port] = await Promise.all([
    startMortalPostgres(keeper),
    createRedis(place),
    freePort(),
    freePort(),
  ]);
  const sandbox = node('sandbox', [SANDBOX, ...sandboxArguments(options, sandboxPort)], {}, () =>
    answersAt(sandboxPort),
  );
  await Promise.all([redis.program.start(), new Program(sandbox, place).start()]);

  const apiPorts = [await freePort(), await freePort()];
  const environment = environmentOf(options, {
    ...(options.upstream === 'google-health' ? await projectOf(sandboxPort) : { FITBIT_SUBSCRIBER_ID: '1' }),
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    FITBIT_PUBLIC_URL: `http://${LOOPBACK}:${port}`,
    FITBIT_UPSTREAM_BASE_URL: `http://${LOOPBACK}:${sandboxPort}`,
    FITBIT_CLOCK_OFFSET_MS: String(Date.parse(NOW) - Date.now()),
  });
  const children = new Children(keeper);
  /** @param {string} name @param {string[]} args */
  const command = async (name, ...args) => {
    const { exited } = children.start(name, CLI, [name, ...args], environment);
    if ((await exited) !== 0) throw new ToolFailure(`The command ${name} failed; see above.`);
  };
  await command('migrate');

  const apis = apiPorts.map((own, index) =>
    node(`api-${index + 1}`, [API], { ...environment, PORT: String(own) }, () => answersAt(own)),
  );
  const workers = ['worker-1', 'worker-2'].map((name) =>
    node(name, [WORKER], environment, (printed) => printed.includes('Ready, process')),
  );
  /** @type {[string, Program][]} */
  const programs = [...apis, ...workers].map((recipe) => [recipe.name, new Program(recipe, place)]);
  await Promise.all(programs.map(([, program]) => program.start()));
  await startGateway(port, apiPorts, keeper.cleanup);
  if (options.upstream === 'google-health') await command('webhooks', 'register');
  say(
    `Postgres (durable), ${redis.kind}, the sandbox, two APIs and two workers run; their logs are in ${logs.folder}.`,
  );
  /** @type {[string, Mortal][]} */
  const mortals = [['postgres', postgres], ['redis', redis.program], ...programs];
  return { environment, mortals: new Map(mortals), logs, crashes };
}

/**
 * @param {string} name @param {string[]} args @param {Record<string, string>} environment
 * @param {import('./program.mjs').Recipe['isReady']} isReady
 * @returns {import('./program.mjs').Recipe}
 */
const node = (name, args, environment, isReady) => ({
  name,
  command: process.execPath,
  args: ['--enable-source-maps', ...args],
  environment,
  isReady,
});

/** Google's project, and the account that may say where its notifications go. @param {number} sandboxPort */
async function projectOf(sandboxPort) {
  const key = await fetch(`http://${LOOPBACK}:${sandboxPort}/_sandbox/service-account`);
  return { FITBIT_GOOGLE_PROJECT_NUMBER: '123456789012', FITBIT_GOOGLE_SERVICE_ACCOUNT: await key.text() };
}

/** A folder that goes with us, however we end, unless it is kept. @param {import('../services/postgres.mjs').Keeper} keeper */
function makeLogs({ cleanup, reaper }) {
  const folder = path.join(os.tmpdir(), `nestjs-fitbit-chaos-${randomBytes(6).toString('hex')}`);
  reaper.watchDirectory(folder);
  fs.mkdirSync(folder, { mode: 0o700 });
  let isKept = false;
  cleanup.add(() => {
    if (!isKept) fs.rmSync(folder, { recursive: true, force: true });
    reaper.forgetDirectory(folder);
  });
  return { folder, keep: () => (isKept = true) };
}

/** Of the Fitbit Web API an hour's quota is spent in a minute of this. @param {import('./options.mjs').ChaosOptions} options */
const hasQuota = ({ mode, quota, upstream }) => quota && mode === 'chaos' && upstream === 'google-health';

/** @param {import('./options.mjs').ChaosOptions} options @param {number} port */
function sandboxArguments(options, port) {
  const { people, seed } = options;
  const numbers = { port, people, seed, years: 1 };
  return [
    ...Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]),
    ...['--now', NOW],
    ...(hasQuota(options) ? [] : ['--no-quota']),
  ];
}

/** @param {import('./options.mjs').ChaosOptions} options @param {Record<string, string>} places */
function environmentOf(options, places) {
  const { people, mode, upstream } = options;
  return {
    ...places,
    FITBIT_UPSTREAM: upstream,
    FITBIT_CONSUMER_KEY: 'sandbox-client',
    FITBIT_CONSUMER_SECRET: 'sandbox-secret',
    FITBIT_ENCRYPTION_KEYS: `chaos:${randomBytes(32).toString('base64')}`,
    FITBIT_SUBSCRIBE: 'true',
    FITBIT_VERIFICATION_CODE: 'c4a05'.repeat(12),
    FITBIT_WEBHOOK_SECRETS: `Bearer ${randomBytes(16).toString('hex')}`,
    FITBIT_HISTORICAL_INIT_DELAY: '0',
    FITBIT_BETWEEN_DELAY: '0',
    FITBIT_SWEEP_INTERVALS_MS: JSON.stringify(SWEEP_INTERVALS_MS),
    FITBIT_COMPANION_INTERVAL_MS: '2000',
    SAMPLE_USERS: String(people),
    SAMPLE_SESSION_SECRET: randomBytes(32).toString('hex'),
    ...(mode === 'storm' ? { FITBIT_SUBSCRIPTIONS: JSON.stringify(STORM_RESOURCES) } : {}),
    ...(hasQuota(options) ? {} : { FITBIT_REQUESTS_PER_MINUTE_PER_USER: '0' }),
  };
}
