import type { ChaosRun } from '../chaos-run';
import type { SimulatedUser } from '../simulated-user';
import { concerns, describeNotification } from './notification-owner';

const LATEST_EVENTS = 15;
const LATEST_NOTIFICATIONS = 15;
const LATEST_REQUESTS = 30;

/**
 * Prints what led to a contradiction: the last faults, and the user's notifications, requests and states.
 *
 * @param date the day that it is about, whose notifications come first
 */
export async function printEvidence(run: ChaosRun, user: SimulatedUser, date?: string): Promise<void> {
  const { history, print } = run;
  const parts: readonly [string, () => Promise<readonly string[]> | readonly string[]][] = [
    ['what happened before', () => history.latest(LATEST_EVENTS)],
    ['stored of the user', () => storedOf(run, user)],
    ['what the upstream says of the grant', () => grantOf(run, user)],
    [
      `the notifications${date === undefined ? '' : ` of ${date}, then the latest`}, and how they were answered`,
      () => notificationsOf(run, user, date),
    ],
    ['the latest requests', () => requestsOf(run, user)],
  ];
  for (const [title, read] of parts) {
    print(`--- ${title}`);
    try {
      for (const line of await read()) print(`    ${line}`);
    } catch (error) {
      print(`    cannot be read now: ${(error as Error).message}`);
    }
  }
}

async function storedOf({ stored }: ChaosRun, { userId }: SimulatedUser): Promise<string[]> {
  const { connection, inbox, failures, ledger } = await stored.user(userId);
  const announced = ledger.filter(({ changed }) => changed !== '{}');
  return [
    `connection ${JSON.stringify(connection)}`,
    `inbox ${JSON.stringify(inbox)}`,
    `failures ${JSON.stringify(failures)}`,
    ...announced.map(({ resource, changed }) => `announced ${resource} ${changed}`),
  ];
}

async function grantOf({ sandbox, options }: ChaosRun, { personId }: SimulatedUser): Promise<string[]> {
  return [JSON.stringify(await sandbox.grant(personId, options.upstream))];
}

async function notificationsOf(
  { sandbox, options }: ChaosRun,
  { account }: SimulatedUser,
  date?: string,
): Promise<string[]> {
  const { deliveries, undelivered } = await sandbox.notifications(options.upstream);
  const lines = [
    ...deliveries.flatMap(({ notifications, status }) =>
      notifications.filter((one) => concerns(one, account)).map((one) => `${status} ${describeNotification(one)}`),
    ),
    ...undelivered.filter((one) => concerns(one, account)).map((one) => `undelivered ${describeNotification(one)}`),
  ];
  const ofTheDay = lines.filter((line) => date !== undefined && line.includes(date));
  return [...ofTheDay.slice(-LATEST_NOTIFICATIONS), '…', ...lines.slice(-LATEST_NOTIFICATIONS)];
}

async function requestsOf({ sandbox }: ChaosRun, { personId }: SimulatedUser): Promise<string[]> {
  const requests = await sandbox.latestRequests(personId);
  return requests.slice(-LATEST_REQUESTS).map(({ at, method, path, status }) => `${at} ${method} ${path} ${status}`);
}
