import type { Environment } from '../../apps/common/src';
import { inParallel } from '../support/in-parallel';
import { SandboxControl } from '../support/sandbox-control';
import { findDifferences } from './assertions';
import { ImportProgressReader } from './import-progress';
import type { ChaosRun } from './chaos-run';
import type { ChaosOptions } from './options';
import type { Deployment } from './processes';
import { Random } from './random';
import { injectFaults } from './schedule';
import { settle } from './settle';
import { SimulatedUser } from './simulated-user';
import { StoredData } from './stored-data';
import { runStorm } from './storm';
import { isClean, summaryLine } from './summary';

const CONNECTING_AT_ONCE = 8;
const HISTORY_LIMIT_MS = 10 * 60_000;
const SETTLE_LIMIT_MS = 10 * 60_000;

/** Runs chaos or a storm, and prints the summary on standard output. @returns whether everything is as it should be */
export async function runAgainst(deployment: Deployment, options: ChaosOptions): Promise<boolean> {
  Object.assign(process.env, deployment.environment); // for the module in this process
  const progress = await ImportProgressReader.open();
  const run = await prepare(deployment, options, progress);
  const { users, stored, sandbox, print } = run;
  print(`seed ${options.seed}: ${users.length} people of ${options.upstream}`);

  await inParallel(users, CONNECTING_AT_ONCE, (user) => user.connect());
  print('all people are connected');
  await settleAndReport(run, HISTORY_LIMIT_MS);
  print('all histories are imported');
  const faults = await (options.mode === 'storm' ? runStorm(run) : injectFaults(run));
  const unsettled = await settleAndReport(run, SETTLE_LIMIT_MS);
  print(unsettled.length === 0 ? 'everything is settled, without gaps' : 'not everything is settled');

  const isKept = keptResources(progress.environment);
  const differences = await findDifferences({ stored, sandbox, users, upstream: options.upstream, isKept, print });
  await progress.close();
  const summary = { ...differences, faults };
  process.stdout.write(`${summaryLine(summary)}\n`);
  return isClean(summary) && unsettled.length === 0;
}

async function prepare(
  { processes }: Deployment,
  options: ChaosOptions,
  progress: ImportProgressReader,
): Promise<ChaosRun> {
  const { databaseUrl, publicUrl, clock, fitbit } = progress.environment;
  if (fitbit.upstreamBaseUrl === undefined) throw new Error('FITBIT_UPSTREAM_BASE_URL must be a sandbox.');
  const sandbox = new SandboxControl({ url: fitbit.upstreamBaseUrl });
  const isFitbit = options.upstream === 'fitbit-web-api';
  if (isFitbit) {
    await sandbox.call('POST', 'switches', { retryNotifications: true });
    await sandbox.setSubscriber(new URL('/fitbit/update', publicUrl).href, fitbit.verificationCode);
  }
  const people = await sandbox.people();
  const application = { sandbox, publicUrl, subscribesPerUser: isFitbit };
  const startedAt = performance.now();
  return {
    options,
    processes,
    sandbox,
    users: people.map((person, index) => new SimulatedUser(String(index + 1), person, application)),
    stored: new StoredData(databaseUrl),
    progress,
    random: new Random(options.seed),
    now: () => clock.now(),
    print: (line) => {
      const seconds = (performance.now() - startedAt) / 1000;
      process.stderr.write(`${seconds.toFixed(1).padStart(6)} s  ${line}\n`);
    },
  };
}

async function settleAndReport(run: ChaosRun, limitMs: number): Promise<string[]> {
  const unsettled = await settle(run, limitMs);
  for (const what of unsettled) run.print(what);
  return unsettled;
}

/** Whether the module stores a resource in this run. */
function keptResources({ fitbit: { subscriptions } }: Environment): (resource: string) => boolean {
  if (!subscriptions) return () => true;
  const kept = Object.entries(subscriptions).flatMap(([category, names]) => names.map((name) => `${category}/${name}`));
  return (resource) => kept.includes(resource);
}
