import * as fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../../sandbox-clock';
import { createWorld, noonAfterData, type World } from '../../world/world';
import { minutePoints } from '../minutes/minute-points';
import { Zone } from '../../calendar/zone';
import { fitabaseSessions } from './fitabase-sleep';
import { FITABASE_ZONE } from './fitabase-source';
import { itemAt } from '../../../spec-support/items';

const ACTIVITY_HEADER =
  'Id,ActivityDate,TotalSteps,TotalDistance,TrackerDistance,LoggedActivitiesDistance,VeryActiveMinutes,FairlyActiveMinutes,LightlyActiveMinutes,SedentaryMinutes,Calories';
const ACTIVITY = [
  ACTIVITY_HEADER,
  '11,3/1/2020,9001,6.73999977111816,6.5,0.24,25,13,328,728,1985',
  '11,3/2/2020,0,0,0,0,0,0,0,1440,1347',
  '11,3/4/2020,120,9.99999977648258E-03,0.01,0,0,0,7,1000,1400.5',
  '22,3/2/2020,500,0.4,0.4,0,0,3,0,600,1200',
].join('\n');
const SLEEP = [
  'Id,SleepDay,TotalSleepRecords,TotalMinutesAsleep,TotalTimeInBed',
  '11,3/1/2020 12:00:00 AM,1,327,346',
  '11,3/2/2020 12:00:00 AM,2,384,407',
  '11,3/2/2020 12:00:00 AM,2,384,407',
  '33,2/28/2020 12:00:00 AM,3,700,775',
].join('\n');
const HOURLY = ['Id,ActivityHour,StepTotal', '11,3/1/2020 12:00:00 AM,1', '11,3/1/2020 5:00:00 PM,9000'].join('\n');

describe('a Fitabase folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fitabase-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (activity: string | undefined, sleep?: string, hourly?: string): void => {
    if (activity !== undefined) writeFileSync(join(folder, 'dailyActivity_merged.csv'), activity);
    if (sleep !== undefined) writeFileSync(join(folder, 'sleepDay_merged.csv'), sleep);
    if (hourly !== undefined) writeFileSync(join(folder, 'hourlySteps_merged.csv'), hourly);
  };
  const load = (): World =>
    createWorld({ people: 5, seed: 1, dataDir: folder, clock: new ManualClock(new Date('2020-03-05T17:00:00Z')) });
  const truth = (world: World, id: string): Record<string, string> =>
    Object.fromEntries(world.truth(id).map(({ resource, date, value }) => [`${resource} ${date}`, value]));

  it('becomes people whose series are what the rows say', () => {
    write(ACTIVITY, SLEEP, HOURLY);
    const world = load();
    expect(world.people.map(({ id, memberSince }) => [id, memberSince])).toEqual([
      ['11', '2020-03-01'],
      ['22', '2020-03-02'],
      ['33', '2020-02-28'],
    ]);
    expect(truth(world, '11')).toEqual({
      'activities/calories 2020-03-01': '1985',
      'activities/calories 2020-03-02': '1347',
      'activities/calories 2020-03-04': '1400.5',
      'activities/distance 2020-03-01': '6.74',
      'activities/distance 2020-03-04': '0.01',
      'activities/minutesFairlyActive 2020-03-01': '13',
      'activities/minutesFairlyActive 2020-03-04': '0',
      'activities/minutesLightlyActive 2020-03-01': '328',
      'activities/minutesLightlyActive 2020-03-04': '7',
      'activities/minutesSedentary 2020-03-01': '728',
      'activities/minutesSedentary 2020-03-02': '1440',
      'activities/minutesSedentary 2020-03-04': '1000',
      'activities/minutesVeryActive 2020-03-01': '25',
      'activities/minutesVeryActive 2020-03-04': '0',
      'activities/steps 2020-03-01': '9001',
      'activities/steps 2020-03-04': '120',
      'activities/tracker/calories 2020-03-01': '1985',
      'activities/tracker/calories 2020-03-02': '1347',
      'activities/tracker/calories 2020-03-04': '1400.5',
      'activities/tracker/distance 2020-03-01': '6.5',
      'activities/tracker/distance 2020-03-04': '0.01',
      'activities/tracker/minutesFairlyActive 2020-03-01': '13',
      'activities/tracker/minutesFairlyActive 2020-03-04': '0',
      'activities/tracker/minutesLightlyActive 2020-03-01': '328',
      'activities/tracker/minutesLightlyActive 2020-03-04': '7',
      'activities/tracker/minutesSedentary 2020-03-01': '728',
      'activities/tracker/minutesSedentary 2020-03-02': '1440',
      'activities/tracker/minutesSedentary 2020-03-04': '1000',
      'activities/tracker/minutesVeryActive 2020-03-01': '25',
      'activities/tracker/minutesVeryActive 2020-03-04': '0',
      'activities/tracker/steps 2020-03-01': '9001',
      'activities/tracker/steps 2020-03-04': '120',
      'sleep/awakeningsCount 2020-03-01': '0',
      'sleep/awakeningsCount 2020-03-02': '0',
      'sleep/minutesAfterWakeup 2020-03-01': '0',
      'sleep/minutesAfterWakeup 2020-03-02': '0',
      'sleep/minutesAsleep 2020-03-01': '327',
      'sleep/minutesAsleep 2020-03-02': '384',
      'sleep/minutesAwake 2020-03-01': '19',
      'sleep/minutesAwake 2020-03-02': '23',
      'sleep/minutesToFallAsleep 2020-03-01': '0',
      'sleep/minutesToFallAsleep 2020-03-02': '0',
      'sleep/startTime 2020-03-01': '01:14',
      'sleep/startTime 2020-03-02': '01:54',
      'sleep/timeInBed 2020-03-01': '346',
      'sleep/timeInBed 2020-03-02': '407',
    });
  });

  it('has one session per record, and sleep without movement where only a sleep row exists', () => {
    write(ACTIVITY, SLEEP);
    const day = load().find('33')!.day('2020-02-28')!;
    expect(day.movement).toBeUndefined();
    expect(day.sleep).toHaveLength(3);
    expect(load().find('11')!.day('2020-03-02')!.sleep).toHaveLength(2);
    expect(load().find('11')!.day('2020-03-03')).toBeUndefined();
  });

  it("distributes the day's total by the hourly steps", () => {
    write(ACTIVITY, undefined, HOURLY);
    const points = minutePoints(load().find('11')!.day('2020-03-01')!, 'steps', 'wearable');
    const hours = points.map(({ startMs }) => Zone.get(FITABASE_ZONE).timeAt(startMs).slice(0, 2));
    expect(new Set(hours)).toEqual(new Set(['00', '17']));
    expect(points.find((_, index) => hours[index] === '00')?.value).toBe(1);
    write(ACTIVITY, undefined, HOURLY.replace('9000', '300'));
    const counts = minutePoints(load().find('11')!.day('2020-03-01')!, 'steps', 'wearable').map(({ value }) => value);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(9_001);
  });

  it('needs only the daily activity', () => {
    write(ACTIVITY);
    expect(load().people.map(({ id }) => id)).toEqual(['11', '22']);
  });

  it('invents nothing that the rows do not have', () => {
    write(ACTIVITY, SLEEP);
    const world = load();
    expect(world.people.every(({ hasAltimeter }) => !hasAltimeter)).toBe(true);
    expect(world.sync('11', { dates: ['2020-03-03'] })).toEqual([]);
    expect(world.find('11')!.day('2020-03-03')).toBeUndefined();
  });

  it('has its clock start at noon of the day after its last row', () => {
    write(ACTIVITY, SLEEP, HOURLY);
    expect(noonAfterData(folder)).toEqual(new Date('2020-03-05T17:00:00Z'));
  });

  it('may begin with a byte order mark, end lines as Windows does and repeat a row', () => {
    write(`\uFEFF${ACTIVITY}\n${ACTIVITY.split('\n')[1]}\n`.replaceAll('\n', '\r\n'));
    expect(truth(load(), '11')['activities/steps 2020-03-01']).toBe('9001');
  });

  const activityWith = (column: string, value: string): string => {
    const [header = '', first = '', ...rest] = ACTIVITY.split('\n');
    const cells = first.split(',');
    cells[header.split(',').indexOf(column)] = value;
    return [header, ...rest, cells.join(',')].join('\n');
  };

  it.each([
    ['TotalSteps', 'many', 'line 5, column TotalSteps: "many" is not a number'],
    ['TotalSteps', '', 'line 5, column TotalSteps: "" is not a number'],
    ['TotalSteps', '12.5', 'line 5, column TotalSteps: "12.5" is not a whole number'],
    ['Calories', '-1', 'line 5, column Calories: "-1" is not a number'],
    ['SedentaryMinutes', '1441', 'line 5, column SedentaryMinutes: 1441 is more than 1440'],
    ['LightlyActiveMinutes', '1420', 'line 5, column LightlyActiveMinutes: light, fairly and very active minutes'],
    ['ActivityDate', '2/30/2020', 'line 5, column ActivityDate: "2/30/2020" is not a date of the form M/D/YYYY'],
    ['ActivityDate', '2020-03-01', 'line 5, column ActivityDate: "2020-03-01" is not a date'],
    ['Id', '../../etc', 'line 5, column Id: "../../etc" is not an id'],
    ['ActivityDate', '3/2/2020', 'line 5, column ActivityDate: person 11 has another row for 2020-03-02'],
  ])('is refused when %s is "%s", and the error names the place', (column, value, text) => {
    write(activityWith(column, value));
    expect(load).toThrow(`dailyActivity_merged.csv, ${text}`);
  });

  it.each([
    ['11,3/1/2020 12:00:00 AM,1,400,300', 'column TotalMinutesAsleep: it is more than TotalTimeInBed'],
    ['11,3/1/2020 12:00:00 AM,0,300,300', 'column TotalSleepRecords: 300 minutes in bed cannot be 0 records'],
    ['11,3/1/2020 25:00:00 AM,1,300,300', 'column SleepDay'],
  ])('is refused with the sleep row %s', (row, text) => {
    write(ACTIVITY, `${SLEEP}\n${row}`);
    expect(load).toThrow(`sleepDay_merged.csv, line 6, ${text}`);
  });

  it('is refused without its file, a column or rows, or if it is not CSV', () => {
    expect(load).toThrow('has no dailyActivity_merged.csv; the sleep and hourly files are optional.');
    write(ACTIVITY.replace('Calories', 'Energy'));
    expect(load).toThrow('dailyActivity_merged.csv, line 1: column Calories is missing.');
    write(ACTIVITY_HEADER);
    expect(load).toThrow('have no rows');
    write('');
    expect(load).toThrow('dailyActivity_merged.csv, line 1: the file is empty');
    write(`${ACTIVITY}\n11,3/9/2020,1`);
    expect(load).toThrow(/dailyActivity_merged\.csv: .*line 6/);
  });
});

describe('sessions of a day', () => {
  it('sum to the records exactly, end on the day and do not overlap', () => {
    const records = fc
      .record({
        sessions: fc.integer({ min: 1, max: 20 }),
        inBed: fc.integer({ min: 20, max: 1_200 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ sessions, inBed, share }) => ({
        sessions,
        minutesInBed: inBed,
        minutesAsleep: Math.round(inBed * share),
      }));
    const zone = Zone.get(FITABASE_ZONE);
    fc.assert(
      fc.property(records, fc.constantFrom('2020-03-08', '2020-11-01', '2020-05-05'), (record, date) => {
        const sessions = fitabaseSessions(1, date, [{ id: '11', date, ...record }], zone);
        const sum = (figure: 'minutesAsleep' | 'minutesInSleepPeriod'): number =>
          sessions.reduce((total, session) => total + session[figure], 0);
        expect(sessions).toHaveLength(record.sessions);
        expect([sum('minutesAsleep'), sum('minutesInSleepPeriod')]).toEqual([
          record.minutesAsleep,
          record.minutesInBed,
        ]);
        expect(sessions.every(({ endMs }) => zone.dateAt(endMs) === date)).toBe(true);
        expect(
          sessions.every((one) => one.endMs > one.startMs && one.minutesAwake >= 0 && one.minutesAsleep >= 0),
        ).toBe(true);
        expect(sessions.slice(1).every(({ startMs }, index) => startMs >= itemAt(sessions, index).endMs)).toBe(true);
      }),
    );
  });
});
