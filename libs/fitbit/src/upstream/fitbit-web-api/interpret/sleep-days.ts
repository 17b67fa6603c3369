import { UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import { resourceOf } from '../../../model/catalogue';
import type { CivilDate } from '../../../model/civil-date';
import type { DataPoint } from '../../../model/data-point';
import { canonicalDecimal } from '../../../model/decimal';
import type { ResourceName } from '../../../model/resource';
import type { AnswerNode } from '../../http/answer-node';
import { numericPoint, type Interpret } from './interpret';
import { parseSleepLog, type SleepLog } from './sleep-log';

const sumOf = (member: string) => (log: SleepLog) => log.minutes(member);

/** Each is the sum over the sessions that end on the day, naps included. */
const SUMS: ReadonlyMap<ResourceName, (log: SleepLog) => number | undefined> = new Map([
  ['sleep/awakeningsCount', (log) => log.awakenings()],
  ['sleep/minutesAfterWakeup', sumOf('minutesAfterWakeup')],
  ['sleep/minutesAsleep', sumOf('minutesAsleep')],
  ['sleep/minutesAwake', sumOf('minutesAwake')],
  ['sleep/minutesToFallAsleep', sumOf('minutesToFallAsleep')],
  ['sleep/timeInBed', sumOf('timeInBed')],
]);

const EFFICIENCY = 'sleep/efficiency';
const START_TIME = 'sleep/startTime';

export const SLEEP_RESOURCES: readonly ResourceName[] = [...SUMS.keys(), EFFICIENCY, START_TIME];

/**
 * The logs of a window to the values of their days. A day without a log has no data, where the old series of
 * `sleep/` said 0: nobody slept 0 minutes, the device was not worn.
 */
export const interpretSleepDays: Interpret = (answer, { resources, window }) => {
  assertProcessed(answer);
  const logs = new Map<string, SleepLog>();
  for (const node of answer.field('sleep').list()) {
    const log = parseSleepLog(node, window);
    if (!logs.has(log.id)) logs.set(log.id, log);
  }
  return [...byDay(logs.values())].flatMap(([date, ofDay]) =>
    resources.flatMap((resource) => pointOf(resource, date, ofDay)),
  );
};

/** `{"meta":{"retryDuration":3000,"state":"pending"}}`: a night is still being worked on. */
function assertProcessed(answer: AnswerNode): void {
  const pending = answer.optional('sleep') === undefined && answer.optional('meta')?.optional('state') !== undefined;
  if (pending) throw new UpstreamUnavailableError('a night is still being processed');
}

function byDay(logs: Iterable<SleepLog>): Map<CivilDate, SleepLog[]> {
  const days = new Map<CivilDate, SleepLog[]>();
  for (const log of logs) {
    const day = days.get(log.date);
    if (day) day.push(log);
    else days.set(log.date, [log]);
  }
  return days;
}

function pointOf(resource: ResourceName, date: CivilDate, logs: readonly SleepLog[]): DataPoint[] {
  if (resource === START_TIME) return [{ resource, date, value: mainOf(logs).startTime }];
  if (resource === EFFICIENCY) return [numericPoint(resource, date, mainOf(logs).efficiency())];
  const total = totalOf(logs.map((log) => SUMS.get(resource)?.(log)));
  if (total === undefined) return [];
  return [{ resource, date, value: canonicalDecimal(total, resourceOf(resource).fractionDigits) }];
}

/** The session flagged as main sleep; none flagged, or several: the longest in bed, and of equals the first. */
function mainOf(logs: readonly SleepLog[]): SleepLog {
  const flagged = logs.filter(({ isMain }) => isMain);
  const candidates = flagged.length > 0 ? flagged : logs;
  return candidates.reduce((best, log) => {
    const longer = log.minutes('timeInBed') - best.minutes('timeInBed');
    return longer > 0 || (longer === 0 && log.start < best.start) ? log : best;
  });
}

/** A part that is unknown makes the sum unknown. */
function totalOf(parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
}
