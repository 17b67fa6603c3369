import type { Environment } from '../../apps/common/src';
import { inParallel } from '../support/in-parallel';
import { SandboxControl } from '../support/sandbox-control';
import { findDifferences } from './assertions';
import type { ChaosRun } from './chaos-run';
import { History } from './history';
import { HostApplication } from './host-application';
import { injectFaults } from './inject';
import type { ChaosOptions } from './options';
import type { Deployment } from './processes';
import { RunLog } from './run-log';
import { planFaults } from './schedule';
import { settle } from './settle';
import { SimulatedUser } from './simulated-user';
import { StoredData } from './stored-data';
import { runStorm } from './storm';
import { isClean, summaryLine } from './summary';
import { printEvidence } from './watch/evidence';
import { Watcher } from './watch/watcher';

const CONNECTING_AT_ONCE = 8;
const HISTORY_LIMIT_MS = 10 * 60_000;
const SETTLE_LIMIT_MS = 10 * 60_000;
/** The run has failed, and a contradiction may never be settled. */
const SETTLE_LIMIT_AFTER_CONTRADICTION_MS = 2 * 60_000;

/** Runs chaos or a storm, and prints the summary on standard output. @returns whether everything is as it should be */
export async function runAgainst(deployment: Deployment, options: ChaosOptions): Promise<boolean> {
  Object.assign(process.env, deployment.environment); // for the module in this process
  const host = await HostApplication.open();
  const schedule = options.schedule ?? planFaults(options);
  const isChaos = options.mode === 'chaos';
  const log = isChaos
    ? new RunLog(options.logFile ?? deployment.logs.file('chaos.jsonl'), { options, schedule })
    : undefined;
  const run = await prepare(deployment, options, { host, history: new History(log) });
  const { users, print } = run;
  print(`seed ${options.seed}: ${users.length} people of ${options.upstream}`);

  await inParallel(users, CONNECTING_AT_ONCE, (user) => user.connect());
  print('all people are connected');
  await settleAndReport(run, () => HISTORY_LIMIT_MS);
  print('all histories are imported');
  const watcher = new Watcher(run);
  if (isChaos) watcher.start();
  const faults = await (isChaos ? injectFaults(run, schedule) : runStorm(run));
  const unsettled = await settleAndReport(run, () =>
    watcher.contradictions.length > 0 ? SETTLE_LIMIT_AFTER_CONTRADICTION_MS : SETTLE_LIMIT_MS,
  );
  print(unsettled.length === 0 ? 'everything is settled, without gaps' : 'not everything is settled');
  const isConsistent = isChaos ? await watcher.stop() : true;
  return summarize(run, faults, isConsistent && unsettled.length === 0);
}

async function summarize(run: ChaosRun, faults: number, isClear: boolean): Promise<boolean> {
  const { host, users } = run;
  const { firstUser, ...differences } = await findDifferences(run);
  const suspect = users.find(({ userId }) => userId === firstUser);
  if (suspect && isClear) await printEvidence(run, suspect);
  await host.close();
  const summary = { ...differences, faults };
  process.stdout.write(`${summaryLine(summary)}\n`);
  return isClean(summary) && isClear;
}

async function prepare(
  { processes }: Deployment,
  options: ChaosOptions,
  parts: Pick<ChaosRun, 'host' | 'history'>,
): Promise<ChaosRun> {
  const { host, history } = parts;
  const { databaseUrl, publicUrl, clock, fitbit } = host.environment;
  if (fitbit.upstreamBaseUrl === undefined) throw new Error('FITBIT_UPSTREAM_BASE_URL must be a sandbox.');
  const sandbox = new SandboxControl({ url: fitbit.upstreamBaseUrl });
  if (options.upstream === 'fitbit-web-api') {
    await sandbox.call('POST', 'switches', { retryNotifications: true });
    await sandbox.setSubscriber(new URL('/fitbit/update', publicUrl).href, fitbit.verificationCode);
  }
  const people = await sandbox.people();
  const erase = (userId: string) => host.erase(userId);
  const application = { sandbox, publicUrl, upstream: options.upstream, erase };
  return {
    options,
    processes,
    sandbox,
    users: people
      .slice(0, options.people)
      .map((person, index) => new SimulatedUser(String(index + 1), person, application)),
    spares: people.slice(options.people),
    stored: new StoredData(databaseUrl),
    ...parts,
    isKept: keptResources(host.environment),
    now: () => clock.now(),
    print: (line) => void history.print(line),
  };
}

async function settleAndReport(run: ChaosRun, limitMs: () => number): Promise<string[]> {
  const unsettled = await settle(run, { limitMs });
  for (const what of unsettled) run.print(what);
  return unsettled;
}

/** Whether the module stores a resource in this run. */
function keptResources({ fitbit: { subscriptions } }: Environment): (resource: string) => boolean {
  if (!subscriptions) return () => true;
  const kept = Object.entries(subscriptions).flatMap(([category, names]) => names.map((name) => `${category}/${name}`));
  return (resource) => kept.includes(resource);
}
