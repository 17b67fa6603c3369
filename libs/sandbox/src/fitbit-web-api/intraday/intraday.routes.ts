import { shiftDate } from '../../calendar/iso-date';
import { invalidResource, notAuthorized, validation } from '../errors/errors';
import { FitbitWebApiError } from '../errors/fitbit-web-api-error';
import type { FitbitScope } from '../oauth/fitbit-scopes';
import type { Call, RegisterRoute } from '../routes';
import { seriesAnswer } from '../series/read-series';
import { heartDays } from '../series/heart';
import { findSeries } from '../series/daily-series';
import { readDate } from '../time/dates';
import { inUnits } from '../units';
import { hasMinutes, minuteValues } from './minute-values';
import { clockText, type MinuteWindow, readMinuteWindow } from './minute-window';

const DETAILS: Readonly<Record<string, number>> = { '1min': 1, '5min': 5, '15min': 15 };

/** Minute by minute data, by day or by a range of at most 24 hours, with or without times of day. */
export function registerIntraday(route: RegisterRoute): void {
  const base = '/1/user/:user/activities';
  const forms = ['/date/:date/:end/:detail.json', '/date/:date/:end/:detail/time/:from/:to.json'];
  const resources: readonly [string, FitbitScope, (call: Call) => object][] = [
    [':resource', 'activity', movement],
    ['heart', 'heartrate', heart],
    ['active-zone-minutes', 'activity', zoneMinutes],
  ];
  for (const [resource, scope, handle] of resources) {
    for (const form of forms) route({ path: `${base}/${resource}${form}`, scope, handle });
  }
  const timesOnly = `${base}/active-zone-minutes/date/:date/:end/time/:from/:to.json`;
  route({ path: timesOnly, scope: 'activity', handle: zoneMinutes });
}

function open({ params, service, today }: Call, details: readonly string[]): MinuteWindow {
  if (!service.switches.intradayApproved) throw notAuthorized();
  const { detail = '1min' } = params;
  if (!details.includes(detail)) throw validation('detail-level', `Invalid detail level: ${detail}`);
  const from = readDate(params.date, 'date', today);
  const to = params.end === '1d' ? from : readDate(params.end, 'endDate', today);
  const window = readMinuteWindow(from, to, params.from, params.to);
  if (window.minutes > 24 * 60) {
    const message = 'Time range should not be bigger than 24 hours.';
    throw new FitbitWebApiError(400, 'request', message, { fieldName: 'n/a', success: false });
  }
  return window;
}

function movement(call: Call): object {
  const { params, person, units, service } = call;
  const { resource = '', detail = '1min' } = params;
  const path = `activities/${resource}`;
  const series = findSeries(path);
  if (!series || !hasMinutes(resource)) throw invalidResource(`/${path}`);
  if (series.needsAltimeter && !person.hasAltimeter) throw invalidResource(`/${path}`);
  const window = open(call, Object.keys(DETAILS));
  const days = JSON.parse(seriesAnswer(series, person, window, units, service)) as Record<string, object>;
  const interval = DETAILS[detail] ?? 1;
  const extra = resource === 'calories' ? { level: 0, mets: 10 } : {};
  const dataset: object[] = [];
  for (const { minute, value } of sums(resource, window, interval, call)) {
    dataset.push({ ...extra, time: clockText(minute), value: inUnits(value, series.quantity, units) });
  }
  return { ...days, [`activities-${resource}-intraday`]: datasetOf(dataset, interval) };
}

/** The amounts in steps of `interval` minutes; 0 for minutes that have not passed yet. */
function* sums(
  resource: string,
  window: MinuteWindow,
  interval: number,
  { person }: Call,
): Generator<{ readonly minute: number; readonly value: number }> {
  for (let date = window.from; date <= window.to; date = shiftDate(date, 1)) {
    const values = minuteValues(resource, person.day(date));
    const first = date === window.from ? window.firstMinute : 0;
    const end = date === window.to ? window.endMinute : 24 * 60;
    for (let minute = first; minute < end; minute += interval) {
      const part = values.subarray(minute, Math.min(minute + interval, end));
      yield { minute, value: part.reduce((sum, value) => sum + value, 0) };
    }
  }
}

function datasetOf(dataset: readonly object[], interval: number, type = 'minute'): object {
  return { dataset, datasetInterval: interval, datasetType: type };
}

/** The people of the sandbox have no heart rate data. */
function heart(call: Call): object {
  const days = heartDays(open(call, [...Object.keys(DETAILS), '1sec']), call.person);
  const { detail = '1min' } = call.params;
  const dataset = detail === '1sec' ? datasetOf([], 1, 'second') : datasetOf([], DETAILS[detail] ?? 1);
  return { 'activities-heart': days, 'activities-heart-intraday': dataset };
}

function zoneMinutes(call: Call): object {
  const { from } = open(call, Object.keys(DETAILS));
  return { 'activities-active-zone-minutes-intraday': [{ dateTime: from, minutes: [] }] };
}
