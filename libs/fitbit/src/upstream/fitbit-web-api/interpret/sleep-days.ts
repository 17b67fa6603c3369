import { UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import type { ResourceName } from '../../../model/resource';
import type { AnswerNode } from '../../http/answer-node';
import { mainOf, sleepPoints, sumOf, type SleepDayValue } from '../../shared/sleep-by-day';
import type { Interpret } from './interpret';
import { parseSleepLog, type SleepLog } from './sleep-log';

const sumOfMinutes = (member: string) => sumOf<SleepLog>((log) => log.minutes(member));

const VALUES: ReadonlyMap<ResourceName, SleepDayValue<SleepLog>> = new Map([
  ['sleep/awakeningsCount', sumOf((log) => log.awakenings())],
  ['sleep/minutesAfterWakeup', sumOfMinutes('minutesAfterWakeup')],
  ['sleep/minutesAsleep', sumOfMinutes('minutesAsleep')],
  ['sleep/minutesAwake', sumOfMinutes('minutesAwake')],
  ['sleep/minutesToFallAsleep', sumOfMinutes('minutesToFallAsleep')],
  ['sleep/timeInBed', sumOfMinutes('timeInBed')],
  ['sleep/efficiency', (logs) => mainOf(logs)?.efficiency()],
  ['sleep/startTime', (logs) => mainOf(logs)?.startTime],
]);

export const SLEEP_RESOURCES: readonly ResourceName[] = [...VALUES.keys()];

/**
 * The logs of a window as the values of their days. A day without a log has no data. The old series of `sleep/` said 0
 * for it, but it means that the device was not worn.
 */
export const interpretSleepDays: Interpret = (answer, { resources, window }) => {
  assertProcessed(answer);
  const logs = answer.field('sleep').list();
  return sleepPoints(
    logs.map((log) => parseSleepLog(log, window)),
    resources,
    VALUES,
  );
};

/** `{"meta":{"retryDuration":3000,"state":"pending"}}`: the upstream is still processing a night. */
function assertProcessed(answer: AnswerNode): void {
  const pending = answer.optional('sleep') === undefined && answer.optional('meta')?.optional('state') !== undefined;
  if (pending) throw new UpstreamUnavailableError('a night is still being processed');
}
