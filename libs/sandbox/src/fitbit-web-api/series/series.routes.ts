import { epochDayOf, shiftDate } from '../../calendar/iso-date';
import type { Call, RegisterRoute } from '../routes';
import type { FitbitScope } from '../oauth/fitbit-scopes';
import { invalidResource, tooManyPoints } from '../errors/errors';
import { checkRange, type DateSpan, readDate } from '../time/dates';
import { firstDateOf, readPeriod, type SeriesPeriod } from '../time/series-period';
import { seriesAnswer } from './read-series';
import { type DailySeries, findSeries } from './daily-series';

const SCOPES: Readonly<Record<string, FitbitScope>> = {
  'activities/': 'activity',
  'activities/tracker/': 'activity',
  'body/': 'weight',
  'foods/log/': 'nutrition',
  'sleep/': 'sleep',
};

/** Registers the series, by period and by range. The last segment of the path is a period or a date. */
export function registerSeries(route: RegisterRoute): void {
  for (const [prefix, scope] of Object.entries(SCOPES)) {
    route({
      path: `/1/user/:user/${prefix}:resource/date/:date/:last.json`,
      scope,
      handle: (call) => readSeries(`${prefix}${call.params.resource ?? ''}`, call),
    });
  }
}

function readSeries(path: string, call: Call): string {
  const { person, units, service } = call;
  const series = findSeries(path);
  if (!series) throw invalidResource(`/${path}`);
  if (series.needsAltimeter && !person.hasAltimeter && !service.switches.zerosWithoutAltimeter) {
    throw invalidResource(`/${path}`);
  }
  return seriesAnswer(series, person, readDateSpan(series, call), units, service);
}

/** The limits of anything that is read by period or range. */
export type Limits = Pick<DailySeries, 'periods' | 'maxDays' | 'maxFails'>;

/** @throws FitbitWebApiError for invalid dates, unknown periods and ranges that are too long */
export function readDateSpan(limits: Limits, call: Call): DateSpan {
  const { today, service } = call;
  const { date, last = '' } = call.params;
  if (/^\d{4}-|^today$/.test(last)) {
    const range = { from: readDate(date, 'startDate', today), to: readDate(last, 'endDate', today) };
    return checkRange(range, limits.maxDays, service.switches);
  }
  const to = readDate(date, 'date', today);
  const period: SeriesPeriod = readPeriod(last, limits.periods);
  if (period !== 'max') return { from: firstDateOf(period, to, service.switches.calendarPeriods), to };
  return everything(limits, to, call);
}

/** `max` starts with the membership. It fails for members who joined too long ago. */
function everything({ maxFails }: Limits, to: string, { person, service, today }: Call): DateSpan {
  const { maxPeriodDays } = service.switches;
  if (maxFails && maxPeriodDays > 0 && person.memberSince < shiftDate(today, -maxPeriodDays)) throw tooManyPoints();
  return { from: epochDayOf(person.memberSince) <= epochDayOf(to) ? person.memberSince : to, to };
}
