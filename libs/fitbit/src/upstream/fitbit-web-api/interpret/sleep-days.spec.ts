import type { ResourceName } from '../../../model/resource';
import { AnswerNode } from '../../http/answer-node';
import { SLEEP } from '../endpoints';
import { SLEEP_RESOURCES } from './sleep-days';

const window = { from: '2024-06-01', to: '2024-06-30' };

/** Recorded in 2024: a night of stages. */
const NIGHT = {
  dateOfSleep: '2024-06-18',
  duration: 14_760_000,
  efficiency: 91,
  endTime: '2024-06-18T06:24:30.000',
  infoCode: 0,
  isMainSleep: true,
  levels: {
    data: [{ dateTime: '2024-06-18T02:18:00.000', level: 'wake', seconds: 660 }],
    shortData: [{ dateTime: '2024-06-18T02:36:00.000', level: 'wake', seconds: 30 }],
    summary: {
      deep: { count: 3, minutes: 49, thirtyDayAvgMinutes: 62 },
      light: { count: 16, minutes: 93, thirtyDayAvgMinutes: 188 },
      rem: { count: 5, minutes: 70, thirtyDayAvgMinutes: 55 },
      wake: { count: 16, minutes: 34, thirtyDayAvgMinutes: 46 },
    },
  },
  logId: 45_936_165_170,
  logType: 'auto_detected',
  minutesAfterWakeup: 0,
  minutesAsleep: 212,
  minutesAwake: 34,
  minutesToFallAsleep: 0,
  startTime: '2024-06-18T02:18:00.000',
  timeInBed: 246,
  type: 'stages',
};
const NAP = {
  ...NIGHT,
  isMainSleep: false,
  logId: 45_936_165_171,
  startTime: '2024-06-18T14:00:30.000',
  efficiency: 99,
  minutesAsleep: 50,
  minutesAwake: 4,
  minutesToFallAsleep: 3,
  minutesAfterWakeup: 2,
  timeInBed: 59,
  type: 'classic',
  levels: { summary: { asleep: { count: 1 }, restless: { count: 2 }, awake: { count: 1, minutes: 4 } } },
};

function interpret(logs: unknown, resources: readonly ResourceName[] = SLEEP_RESOURCES) {
  const points = SLEEP.interpret(new AnswerNode({ sleep: logs }), { endpoint: SLEEP.key, resources, window });
  return Object.fromEntries(points.map(({ resource, date, value }) => [`${date} ${resource.slice(6)}`, value]));
}

describe('sleep', () => {
  it('returns eight series for one night', () => {
    expect(interpret([NIGHT])).toEqual({
      '2024-06-18 awakeningsCount': '16',
      '2024-06-18 efficiency': '91',
      '2024-06-18 minutesAfterWakeup': '0',
      '2024-06-18 minutesAsleep': '212',
      '2024-06-18 minutesAwake': '34',
      '2024-06-18 minutesToFallAsleep': '0',
      '2024-06-18 startTime': '02:18',
      '2024-06-18 timeInBed': '246',
    });
  });

  it('adds up the sessions of a day; start and efficiency are those of the main one', () => {
    expect(interpret([NAP, NIGHT])).toEqual({
      '2024-06-18 awakeningsCount': '17',
      '2024-06-18 efficiency': '91',
      '2024-06-18 minutesAfterWakeup': '2',
      '2024-06-18 minutesAsleep': '262',
      '2024-06-18 minutesAwake': '38',
      '2024-06-18 minutesToFallAsleep': '3',
      '2024-06-18 startTime': '02:18',
      '2024-06-18 timeInBed': '305',
    });
  });

  it('may start on the evening before its day', () => {
    const overnight = { ...NIGHT, startTime: '2024-05-31T23:10:00.000', dateOfSleep: '2024-06-01' };
    expect(interpret([overnight], ['sleep/startTime'])).toEqual({ '2024-06-01 startTime': '23:10' });
  });

  it('treats the longest session as the main one when none is flagged, or several are', () => {
    const other = { ...NIGHT, logId: 2, startTime: '2024-06-18T01:00:00.000', timeInBed: 200 };
    expect(interpret([NIGHT, other], ['sleep/startTime'])).toEqual({ '2024-06-18 startTime': '02:18' });
    const unflagged = [NIGHT, other].map((log) => ({ ...log, isMainSleep: false, timeInBed: 200 }));
    expect(interpret(unflagged, ['sleep/startTime'])).toEqual({ '2024-06-18 startTime': '01:00' });
  });

  it('has no awakenings for a day with a log without levels', () => {
    const { levels: _, ...bare } = NAP;
    expect(interpret([bare], ['sleep/awakeningsCount'])).toEqual({});
    expect(interpret([NIGHT, bare], ['sleep/awakeningsCount'])).toEqual({});
    expect(interpret([NIGHT, bare], ['sleep/minutesAsleep'])).toEqual({ '2024-06-18 minutesAsleep': '262' });
  });

  it('has no data on days without a log', () => {
    expect(interpret([])).toEqual({});
  });

  it('counts a repeated log once', () => {
    expect(interpret([NIGHT, NIGHT], ['sleep/minutesAsleep'])).toEqual({ '2024-06-18 minutesAsleep': '212' });
  });

  it('throws while a night is still being processed', () => {
    const answer = new AnswerNode({ meta: { retryDuration: 3000, state: 'pending' } });
    const request = { endpoint: SLEEP.key, resources: SLEEP_RESOURCES, window };
    expect(() => SLEEP.interpret(answer, request)).toThrow(
      expect.objectContaining({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' }) as Error,
    );
  });

  it.each<[string, unknown]>([
    ['no list', undefined],
    ['no date', [{ ...NIGHT, dateOfSleep: undefined }]],
    ['a date outside the window', [{ ...NIGHT, dateOfSleep: '2024-07-01' }]],
    ['an invalid date', [{ ...NIGHT, dateOfSleep: '2024-06-31' }]],
    ['no start', [{ ...NIGHT, startTime: undefined }]],
    ['an empty start', [{ ...NIGHT, startTime: '' }]],
    ['an invalid start', [{ ...NIGHT, startTime: '2024-06-18T25:18:00.000' }]],
    ['no minutes asleep', [{ ...NIGHT, minutesAsleep: undefined }]],
    ['negative minutes', [{ ...NIGHT, minutesAwake: -1 }]],
    ['no efficiency', [{ ...NIGHT, efficiency: undefined }]],
    ['awakenings that are none', [{ ...NIGHT, levels: { summary: { wake: { count: 'x' } } } }]],
    ['an invalid flag', [{ ...NIGHT, isMainSleep: 'yes' }]],
  ])('is refused with %s', (_, logs) => {
    expect(() => interpret(logs)).toThrow(expect.objectContaining({ code: 'FITBIT_MALFORMED_ANSWER' }) as Error);
  });
});
