// `npm run demo`: everything on one machine. Sets up, starts the services, the sandbox, the worker and the sample
// application, and stops them all on Ctrl-C; with --once it lets a program import everybody's history first.
import { noonAfterLastDay } from './demo/clock.mjs';
import { demoEnvironment, sandboxArguments, syncEverySeconds } from './demo/environment.mjs';
import { sendNotificationsToSample } from './demo/notifications.mjs';
import { USAGE, parseDemoOptions } from './demo/options.mjs';
import { startServices } from './services/client.mjs';
import { startReaper } from './services/reaper.mjs';
import { setup } from './setup.mjs';
import { Children } from './support/children.mjs';
import { Cleanup } from './support/cleanup.mjs';
import { ToolFailure, runTool } from './support/failure.mjs';
import { onNpmGone } from './support/parent.mjs';
import { LOOPBACK, freePort, isPortFree } from './support/ports.mjs';
import { waitUntil } from './support/processes.mjs';
import { say } from './support/project.mjs';

const DEFAULT_PORT = 3000;
const START_TIMEOUT_MS = 60_000;
const INTERRUPTED = 130;

/** @typedef {import('./support/children.mjs').Child} Child */

/** @param {import('./demo/options.mjs').DemoOptions} options @param {Cleanup} cleanup @returns {Promise<number>} */
async function demo(options, cleanup) {
  await setup();
  const port = await samplePort(options.port);
  const now = options.data && (await noonAfterLastDay(options.data));

  cleanup.assertOpen();
  const services = startServices();
  cleanup.add(services.stop);
  const urls = await services.ready;
  cleanup.assertOpen();
  const reaper = startReaper();
  cleanup.add(() => reaper.dismiss());
  const children = new Children({ reaper, cleanup });

  const sandboxPort = await freePort();
  const sandboxUrl = `http://${LOOPBACK}:${sandboxPort}`;
  const sandbox = children.start(
    'sandbox',
    'dist/apps/sandbox/src/main.js',
    sandboxArguments(options, { port: sandboxPort, now }),
    {},
  );
  await untilAnswers(sandbox, `${sandboxUrl}/_sandbox/clock`);
  const { people, clockOffsetMs } = await askSandbox(sandboxUrl);

  const facts = { options, urls, port, sandboxUrl, people, clockOffsetMs: now ? clockOffsetMs : 0 };
  const environment = demoEnvironment(facts);
  const migration = children.start('migrate', 'dist/apps/cli/src/main.js', ['migrate'], environment);
  if ((await migration.exited) !== 0) throw new ToolFailure('The database could not be migrated; see above.');
  const worker = children.start('worker', 'dist/apps/worker/src/main.js', [], environment);
  const sample = children.start('sample', 'dist/apps/sample/src/main.js', [], environment);
  await untilAnswers(sample, environment.FITBIT_PUBLIC_URL ?? '');

  const broken = Promise.race([...[sandbox, worker, sample].map(endOf), services.exited.then(() => 'services')]);
  if (!options.once) {
    await sendNotificationsToSample({ upstream: options.upstream, sandboxUrl, environment, children });
    say(
      `\nEverybody's device syncs every ${syncEverySeconds(options)} seconds, and open pages show what it brings. By hand:` +
        `\n  curl -X POST ${sandboxUrl}/_sandbox/people/p1/sync`,
    );
    say(`\nThe sample application runs at ${environment.FITBIT_PUBLIC_URL} (Ctrl-C stops everything).\n`);
    throw unexpectedEnd(await broken);
  }
  const exportArguments = options.exportDirectory ? ['--export', options.exportDirectory] : [];
  const once = children.start('', 'dist/apps/sample/src/demo/once.js', exportArguments, environment);
  return Promise.race([once.exited, broken.then((name) => Promise.reject(unexpectedEnd(name)))]);
}

/** @param {Child} child */
const endOf = (child) => child.exited.then(() => child.name);

/** @param {string} name */
const unexpectedEnd = (name) => new ToolFailure(`The demo stops: "${name}" ended unexpectedly; see above.`);

/** @param {number | undefined} wanted */
async function samplePort(wanted) {
  if (await isPortFree(wanted ?? DEFAULT_PORT)) return wanted ?? DEFAULT_PORT;
  if (wanted === undefined) return freePort();
  throw new ToolFailure(`Port ${wanted} is taken: give another one with --port, or none to get a free one.`);
}

/** @param {Child} child @param {string} url */
async function untilAnswers(child, url) {
  let ended = false;
  void child.exited.then(() => (ended = true));
  const answersOrEnded = () => fetch(url, { redirect: 'manual' }).then(Boolean, () => ended);
  const inTime = await waitUntil(answersOrEnded, START_TIMEOUT_MS);
  if (ended) throw unexpectedEnd(child.name);
  if (!inTime)
    throw new ToolFailure(`"${child.name}" does not answer at ${url} after ${START_TIMEOUT_MS / 1000} seconds.`);
}

/**
 * How far its clock is from ours, so that the module's can stand where the sandbox's does; and how many people it has.
 * @param {string} url
 */
async function askSandbox(url) {
  /** @param {string} path @returns {Promise<unknown>} */
  const ask = async (path) => (await fetch(`${url}/_sandbox/${path}`)).json();
  const { now } = /** @type {{ now: string }} */ (await ask('clock'));
  const clockOffsetMs = Date.parse(now) - Date.now();
  const { people } = /** @type {{ people: unknown[] }} */ (await ask('people'));
  return { clockOffsetMs, people: people.length };
}

await runTool(async () => {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const cleanup = new Cleanup();
  /** @type {Promise<number>} */
  const interrupted = new Promise((resolve) => {
    let asked = 0;
    const stop = () => {
      if (++asked > 1) process.exit(INTERRUPTED); // impatient: the reaper does the rest
      resolve(options.once ? INTERRUPTED : 0); // Ctrl-C is how an open-ended demo ends
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
    onNpmGone(stop);
  });
  try {
    return await Promise.race([demo(options, cleanup), interrupted]);
  } finally {
    say('Stopping …');
    await cleanup.run();
  }
});
