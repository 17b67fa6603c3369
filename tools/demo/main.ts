// `npm run demo`: everything on one machine. Starts the services, the sandbox, the worker and the sample application, and
// stops them all on Ctrl-C. With --once it connects every person, waits for their histories, reports and ends.
import { startServices } from '../services/client';
import { startReaper } from '../services/reaper';
import { type Child, Children } from '../support/children';
import type { Cleanup } from '../support/cleanup';
import { runTool, ToolFailure } from '../support/failure';
import { runUntilInterrupted } from '../support/interrupt';
import { freePort, isPortFree, LOOPBACK } from '../support/ports';
import { waitUntil } from '../support/processes';
import { say } from '../support/project';
import { SandboxControl } from '../support/sandbox-control';
import { noonAfterLastDay } from './clock';
import { demoEnvironment, sandboxArguments, syncEverySeconds } from './environment';
import { sendNotificationsToSample } from './notifications';
import { type DemoOptions, parseDemoOptions, USAGE } from './options';

const DEFAULT_PORT = 3000;
const START_TIMEOUT_MS = 60_000;

async function demo(options: DemoOptions, cleanup: Cleanup): Promise<number> {
  const port = await samplePort(options.port);
  const now = options.data === undefined ? undefined : noonAfterLastDay(options.data);

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
  const sandboxOptions = sandboxArguments(options, { port: sandboxPort, now });
  const sandbox = children.start('sandbox', 'apps/sandbox/src/main', sandboxOptions, {});
  await untilAnswers(sandbox, `${sandboxUrl}/_sandbox/clock`);
  const control = new SandboxControl({ url: sandboxUrl });
  // With recorded data, the module's clock follows the sandbox's.
  const clockOffsetMs = now === undefined ? 0 : (await control.now()).getTime() - Date.now();
  const { length: people } = await control.people();

  const environment = demoEnvironment({ options, urls, port, sandboxUrl, people, clockOffsetMs });
  const migration = children.start('migrate', 'apps/cli/src/main', ['migrate'], environment);
  if ((await migration.exited) !== 0) throw new ToolFailure('The database could not be migrated; see above.');
  const worker = children.start('worker', 'apps/worker/src/main', [], environment);
  const sample = children.start('sample', 'apps/sample/src/main', [], environment);
  await untilAnswers(sample, environment.FITBIT_PUBLIC_URL);

  const broken = Promise.race([...[sandbox, worker, sample].map(endOf), services.exited.then(() => 'services')]);
  if (!options.once) {
    await sendNotificationsToSample({ upstream: options.upstream, sandbox: control, environment, children });
    say(
      `\nEvery device syncs every ${syncEverySeconds(options)} seconds, and open pages show the new values. To sync one now:` +
        `\n  curl -X POST ${sandboxUrl}/_sandbox/people/p1/sync`,
    );
    say(`\nThe sample application runs at ${environment.FITBIT_PUBLIC_URL} (Ctrl-C stops everything).\n`);
    throw unexpectedEnd(await broken);
  }
  const exportArguments = options.exportDirectory ? ['--export', options.exportDirectory] : [];
  const once = children.start('', 'tools/demo/once', exportArguments, environment);
  return Promise.race([once.exited, broken.then((name) => Promise.reject(unexpectedEnd(name)))]);
}

const endOf = (child: Child): Promise<string> => child.exited.then(() => child.name);

function unexpectedEnd(name: string): ToolFailure {
  return new ToolFailure(`The demo stops: "${name}" ended unexpectedly; see above.`);
}

async function samplePort(wanted: number | undefined): Promise<number> {
  if (await isPortFree(wanted ?? DEFAULT_PORT)) return wanted ?? DEFAULT_PORT;
  if (wanted === undefined) return freePort();
  throw new ToolFailure(`Port ${wanted} is taken: give another one with --port, or none to get a free one.`);
}

async function untilAnswers(child: Child, url: string): Promise<void> {
  let ended = false;
  void child.exited.then(() => (ended = true));
  const answersOrEnded = () => fetch(url, { redirect: 'manual' }).then(Boolean, () => ended);
  const inTime = await waitUntil(answersOrEnded, START_TIMEOUT_MS);
  if (ended) throw unexpectedEnd(child.name);
  if (!inTime) {
    throw new ToolFailure(`"${child.name}" does not answer at ${url} after ${START_TIMEOUT_MS / 1000} seconds.`);
  }
}

void runTool(async () => {
  const options = parseDemoOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  return runUntilInterrupted((cleanup) => demo(options, cleanup), {
    onStop: () => say('Stopping …'),
    ...(options.once ? {} : { exitCodeWhenInterrupted: 0 }), // Ctrl-C is how an open-ended demo ends
  });
});
