import { shiftDate } from '../../calendar/iso-date';
import type { Day, RecordedSleep } from '../../people/person';
import { invalidResource } from '../errors/errors';
import type { Call, RegisterRoute } from '../routes';
import { checkRange } from '../time/dates';
import { readListQuery } from '../time/list-query';
import { readPlainDate } from '../time/plain-date';
import { stageMinutes } from './levels';
import { sleepLog, sleepLogV1 } from './sleep-logs';

const MAX_DAYS = 100;
const scope = 'sleep';

/** The sleep logs of version 1.2, and the remaining endpoint of version 1. */
export function registerSleep(route: RegisterRoute): void {
  route({ path: '/1.2/user/:user/sleep/date/:date.json', scope, handle: ofDay });
  route({ path: '/1.2/user/:user/sleep/date/:from/:to.json', scope, handle: ofRange });
  route({ path: '/1.2/user/:user/sleep/list.json', scope, handle: list });
  route({
    path: '/1.2/user/:user/sleep/goal.json',
    scope,
    handle: () => ({ consistency: {}, goal: { minDuration: 480 } }),
  });
  route({ path: '/1/user/:user/sleep/date/:date.json', scope, handle: ofDayV1 });
  for (const [resource, owner] of [
    ['sleep', scope],
    ['heart', 'heartrate'],
  ] as const) {
    route({
      path: `/1/user/:user/${resource}/date/:from/:to.json`,
      scope: owner,
      handle: () => {
        throw invalidResource(`/${resource}`);
      },
    });
  }
}

function ofDay(call: Call): object {
  const date = readPlainDate(call, 'date', 'date');
  const { sleepPendingAfterSync, sleepPendingStatus } = call.service.switches;
  if (sleepPendingAfterSync && call.service.pendingNights.take(call.person.id)) {
    void call.reply.code(sleepPendingStatus);
    return { meta: { retryDuration: 3000, state: 'pending' } };
  }
  const sleep = call.person.day(date)?.sleep ?? [];
  const stages = sleep.some(({ type }) => type === 'STAGES') ? { stages: stageMinutes(sleep) } : {};
  return { sleep: logsOf(call.person.day(date)), summary: { ...stages, ...totals(sleep) } };
}

function totals(sleep: readonly RecordedSleep[]): object {
  const sum = (figure: (session: RecordedSleep) => number): number => sleep.reduce((all, one) => all + figure(one), 0);
  return {
    totalMinutesAsleep: sum(({ minutesAsleep }) => minutesAsleep),
    totalSleepRecords: sleep.length,
    totalTimeInBed: sum(({ minutesInSleepPeriod }) => minutesInSleepPeriod),
  };
}

/** Newest first, without a summary. */
function ofRange(call: Call): object {
  const from = readPlainDate(call, 'from', 'startDate');
  const range = checkRange({ from, to: readPlainDate(call, 'to', 'endDate') }, MAX_DAYS, call.service.switches);
  const sleep: object[] = [];
  for (let date = range.to; date >= range.from; date = shiftDate(date, -1))
    sleep.push(...logsOf(call.person.day(date)));
  return { sleep };
}

/** The logs of a day, newest first. */
function logsOf(day: Day | undefined): object[] {
  if (!day) return [];
  return [...day.sleep].sort((a, b) => b.startMs - a.startMs).map((session) => sleepLog(session, day));
}

/** Clients follow `next`, which is empty on the last page. */
function list({ person, query, today, request }: Call): object {
  const { afterDate, beforeDate, offset, limit, pagination } = readListQuery(query, today);
  const sleep: object[] = [];
  let passed = 0;
  const last = person.newestDate;
  let date = afterDate === undefined ? shiftDate(beforeDate ?? today, -1) : shiftDate(afterDate, 1);
  if (date < person.memberSince && afterDate !== undefined) date = person.memberSince;
  if (date > last && afterDate === undefined) date = last;
  const step = afterDate === undefined ? -1 : 1;
  while (date >= person.memberSince && date <= last && sleep.length <= limit) {
    const logs = logsOf(person.day(date));
    for (const log of step > 0 ? logs.reverse() : logs) if (passed++ >= offset) sleep.push(log);
    date = shiftDate(date, step);
  }
  const more = sleep.length > limit;
  return {
    pagination: { ...pagination, next: more ? nextUrl(request.host, request.url, offset + limit) : '', previous: '' },
    sleep: sleep.slice(0, limit),
  };
}

function nextUrl(host: string, url: string, offset: number): string {
  const next = new URL(url, `http://${host}`);
  next.searchParams.set('offset', String(offset));
  return next.href;
}

function ofDayV1(call: Call): object {
  const sleep = call.person.day(readPlainDate(call, 'date', 'date'))?.sleep ?? [];
  return { sleep: sleep.map(sleepLogV1), summary: totals(sleep) };
}
