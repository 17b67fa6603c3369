import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { epochDayOf, shiftDate } from '../../calendar/iso-date';
import { decimalText } from '../../numbers/decimal-text';
import { fitbitAccess, itemsOf } from '../../../spec-support/fitbit';
import { Harness, type Json } from '../../../spec-support/harness';
import type { TruthPoint } from './points';
import { itemAt } from '../../../spec-support/items';

const ACTIVITIES = ['activityCalories', 'calories', 'distance', 'elevation', 'floors', 'minutesFairlyActive'];
const MORE = ['minutesLightlyActive', 'minutesSedentary', 'minutesVeryActive', 'steps'];
const NAMES = [...ACTIVITIES, ...MORE];
const SERIES = [
  ...NAMES.map((name) => `activities/${name}`),
  ...NAMES.map((name) => `activities/tracker/${name}`),
  'activities/caloriesBMR',
  'body/bmi',
  'body/fat',
  'body/weight',
  'foods/log/caloriesIn',
  'foods/log/water',
];
const ROUNDED = /distance|elevation/;

describe('expected series of the Fitbit Web API', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await Harness.start({ people: 5, years: 1, quota: false });
  });
  afterAll(() => harness.close());

  const truthOf = (id: string, resource: string): TruthPoint[] =>
    harness.sandbox.world.truth(id, 'fitbit-web-api').filter((point) => point.resource === resource);

  describe.each(['p1', 'p2', 'p3', 'p4', 'p5'])('of %s', (id) => {
    const read = async (path: string) => harness.get(`/1/user/-/${path}.json`, await fitbitAccess(harness, id));
    let truth: TruthPoint[];
    beforeAll(() => {
      truth = harness.sandbox.world.truth(id, 'fitbit-web-api');
    });
    const known = (resource: string): TruthPoint[] => truth.filter((point) => point.resource === resource);
    const range = (): string => `${harness.sandbox.world.find(id)?.memberSince ?? ''}/today`;

    it('is what the series say, except for body/* without a log and heights without an altimeter', async () => {
      for (const resource of SERIES) {
        if (resource.endsWith('activityCalories')) continue;
        const answer = await read(`${resource}/date/${range()}`);
        const points = answer.status === 200 ? itemsOf(answer) : [];
        const stored = points
          .map(({ dateTime: date, value }) => ({
            resource,
            date,
            value: decimalText(Number(value), ROUNDED.test(resource) ? 2 : 3),
          }))
          .filter(({ value }) => value !== '0' || !resource.startsWith('body/'));
        expect(stored).toEqual(known(resource));
      }
    });

    it('is what the daily summary says', async () => {
      for (const date of ['2026-09-03', '2026-10-01']) {
        const { summary } = (await read(`activities/date/${date}`)).json as { summary: Json };
        const on = (name: string) => known(`activities/${name}`).find((point) => point.date === date)?.value;
        const text = (value: unknown) => (typeof value === 'number' ? String(value) : undefined);
        expect([text(summary.steps), text(summary.floors), text(summary.elevation)]).toEqual([
          on('steps'),
          on('floors'),
          on('elevation'),
        ]);
        expect([text(summary.activityCalories), text(summary.caloriesOut), text(summary.caloriesBMR)]).toEqual([
          on('activityCalories'),
          on('calories'),
          on('caloriesBMR'),
        ]);
        const { distance } = itemAt(summary.distances as { distance: number }[]);
        expect(text(distance)).toBe(on('distance'));
      }
    });

    it('has the sums of the sleep logs, and nothing on a day without any', async () => {
      const { json } = await harness.get(
        '/1.2/user/-/sleep/date/2026-07-01/2026-10-01.json',
        await fitbitAccess(harness, id),
      );
      const days = new Map<string, number>();
      for (const { dateOfSleep, minutesAsleep } of json.sleep as { dateOfSleep: string; minutesAsleep: number }[]) {
        days.set(dateOfSleep, (days.get(dateOfSleep) ?? 0) + minutesAsleep);
      }
      const nights = known('sleep/minutesAsleep').filter(({ date }) => date >= '2026-07-01');
      expect(new Map(nights.map(({ date, value }) => [date, Number(value)]))).toEqual(new Map([...days].sort()));
    });
  });

  it('contains every resource, and a value for every day of those that always have one', () => {
    const truth = harness.sandbox.world.truth('p1', 'fitbit-web-api');
    const resources = new Set(truth.map(({ resource }) => resource));
    expect(resources.size).toBe(34);
    const { memberSince } = itemAt(harness.sandbox.world.people);
    const days = epochDayOf('2026-10-01') - epochDayOf(memberSince) + 1;
    for (const resource of ['activities/steps', 'activities/tracker/calories', 'foods/log/water']) {
      expect(truth.filter((point) => point.resource === resource)).toHaveLength(days);
    }
  });

  it('continues to today although nothing was synced', () => {
    harness.clock.advance(3 * 86_400_000);
    expect(truthOf('p1', 'activities/steps').at(-1)).toMatchObject({ date: shiftDate('2026-10-01', 3), value: '0' });
    expect(truthOf('p1', 'body/weight').at(-1)?.date).toBe('2026-10-04');
    harness.sandbox.reset();
  });

  it('changes with an edit, together with the series', async () => {
    const date = '2026-09-10';
    await harness.control('POST', 'people/p1/edit', { resource: 'body/weight', date, value: '71.234' });
    const access = await fitbitAccess(harness, 'p1');
    const item = itemAt(itemsOf(await harness.get(`/1/user/-/body/weight/date/${date}/1d.json`, access)));
    expect(decimalText(Number(item.value), 3)).toBe('71.234');
    expect(truthOf('p1', 'body/weight').find((point) => point.date === date)?.value).toBe('71.234');
    harness.sandbox.reset();
  });

  describe('of a Fitabase folder', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'fitabase-'));
      const header =
        'Id,ActivityDate,TotalSteps,TotalDistance,TrackerDistance,LoggedActivitiesDistance,VeryActiveDistance,ModeratelyActiveDistance,LightActiveDistance,SedentaryActiveDistance,VeryActiveMinutes,FairlyActiveMinutes,LightlyActiveMinutes,SedentaryMinutes,Calories';
      const rows = [
        '1,4/12/2016,9762,28.0300006866455,6.28000020980835,0,0,0,0,0,29,34,209,726,1745',
        '1,4/13/2016,0,0,0,0,0,0,0,0,0,0,0,1440,0',
        '1,4/15/2016,10,0.00999999977648258,0.01,0,0,0,0,0,0,0,1,10,20',
      ];
      writeFileSync(join(folder, 'dailyActivity_merged.csv'), [header, ...rows, ''].join('\n'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    it('is what the files say; a 0 and a day without a row are both "0"', async () => {
      const fitabase = await Harness.start({ dataDir: folder, quota: false });
      fitabase.clock.set(new Date('2016-04-16T16:00:00Z'));
      await fitabase.control('POST', 'people/1/sync', {});
      const access = await fitbitAccess(fitabase, '1');
      const valuesOf = async (name: string) =>
        itemsOf(await fitabase.get(`/1/user/-/activities/${name}/date/2016-04-11/2016-04-16.json`, access)).map(
          ({ value }) => value,
        );
      expect(await valuesOf('steps')).toEqual(['0', '9762', '0', '0', '10', '0']);
      expect(await valuesOf('calories')).toEqual(['0', '1745', '0', '0', '20', '0']);
      expect(await valuesOf('minutesSedentary')).toEqual(['0', '726', '1440', '0', '10', '0']);
      expect(await valuesOf('caloriesBMR')).toEqual(['0', '0', '0', '0', '0', '0']);
      expect((await valuesOf('distance'))[1]).toBe('28.030000686645508');
      const truth = fitabase.sandbox.world.truth('1', 'fitbit-web-api');
      const distances = truth.filter(({ resource }) => resource === 'activities/distance');
      expect(distances.map(({ value }) => value)).toEqual(['28.03', '0', '0', '0.01', '0']);
      expect(truth.some(({ resource }) => /floors|elevation|sleep|body/.test(resource))).toBe(false);
      await fitabase.close();
    });
  });
});
