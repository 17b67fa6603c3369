import * as fc from 'fast-check';
import { ManualClock } from '../../sandbox-clock';
import { createWorld, type World } from '../../world/world';
import { googleHealthValues } from '../truth/google-health';
import { DAY_MS, MINUTE_MS } from '../../calendar/iso-date';
import { minutePoints } from '../minutes/minute-points';
import type { Day } from '../person';
import { WorldError, type WorldErrorCode } from '../world-error';
import { itemAt } from '../../../spec-support/items';

const NOW = new Date('2026-04-10T16:00:00Z');

/** Values that any day can take. */
const VALUES: Record<string, fc.Arbitrary<string>> = {
  'activities/steps': fc.integer({ min: 1, max: 60_000 }).map(String),
  'activities/tracker/steps': fc.integer({ min: 1, max: 60_000 }).map(String),
  'activities/distance': fc.integer({ min: 1, max: 9e7 }).map((mm) => decimal(mm, 6)),
  'activities/tracker/distance': fc.integer({ min: 1, max: 9e7 }).map((mm) => decimal(mm, 6)),
  'activities/floors': fc.integer({ min: 1, max: 200 }).map(String),
  'activities/elevation': fc.integer({ min: 1, max: 9e5 }).map((mm) => decimal(mm, 3)),
  'activities/calories': fc.integer({ min: 1, max: 9e6 }).map((milli) => decimal(milli, 3)),
  'activities/activityCalories': fc.integer({ min: 1, max: 3e6 }).map((milli) => decimal(milli, 3)),
  'activities/minutesLightlyActive': fc.integer({ min: 1, max: 400 }).map(String),
  'activities/minutesVeryActive': fc.integer({ min: 1, max: 100 }).map(String),
  'activities/minutesSedentary': fc.integer({ min: 1, max: 1_380 }).map(String),
  'sleep/minutesAsleep': fc.integer({ min: 1, max: 700 }).map(String),
  'sleep/timeInBed': fc.integer({ min: 1, max: 700 }).map(String),
  'body/weight': fc.integer({ min: 1, max: 3e5 }).map((grams) => decimal(grams, 3)),
  'body/fat': fc.integer({ min: 1, max: 9e4 }).map((milli) => decimal(milli, 3)),
  'foods/log/caloriesIn': fc.integer({ min: 1, max: 9e6 }).map((milli) => decimal(milli, 3)),
  'foods/log/water': fc.integer({ min: 1, max: 9e6 }).map((milli) => decimal(milli, 3)),
};

function codeOf(refused: () => unknown): WorldErrorCode | undefined {
  try {
    refused();
    return undefined;
  } catch (error) {
    return error instanceof WorldError ? error.code : undefined;
  }
}

function decimal(parts: number, digits: number): string {
  return (parts / 10 ** digits).toFixed(digits).replace(/\.?0+$/, '');
}

const dates = fc
  .integer({ min: 1, max: 360 })
  .map((back) => new Date(NOW.getTime() - back * DAY_MS).toISOString().slice(0, 10));

describe('an edited day', () => {
  let world: World;
  beforeEach(() => {
    world = createWorld({ people: 1, seed: 5, years: 1, clock: new ManualClock(NOW) });
  });

  const read = (resource: string, date: string): string | undefined => {
    const day = world.find('p1')!.day(date);
    return day && googleHealthValues(day)[resource];
  };
  const dayOn = (date: string): Day => world.find('p1')!.day(date)!;

  it.each(Object.entries(VALUES))('says the new %s, and none once it is removed', (resource, values) => {
    fc.assert(
      fc.property(dates, values, (date, value) => {
        world.edit('p1', { resource, date, value });
        expect(read(resource, date)).toBe(value);
        world.edit('p1', { resource, date, value: null });
        expect(read(resource, date) ?? '0').toBe('0');
      }),
      { numRuns: 15 },
    );
  });

  it('has the same totals in its minutes', () => {
    const date = '2026-03-18';
    world.edit('p1', { resource: 'activities/steps', date, value: '4321' });
    const wearable = minutePoints(dayOn(date), 'steps', 'wearable');
    const phone = minutePoints(dayOn(date), 'steps', 'phone');
    const merged = new Map([...phone, ...wearable].map(({ startMs, value }) => [startMs, value]));
    expect([...merged.values()].reduce((sum, value) => sum + value, 0)).toBe(4_321);
  });

  it('reports what changed, and nothing for a repeated edit', () => {
    const edit = { resource: 'body/weight', date: '2026-03-18', value: '71.3' };
    expect(world.edit('p1', edit)).toEqual([{ date: '2026-03-18', types: ['weight'] }]);
    expect(world.edit('p1', edit)).toEqual([]);
  });

  it('keeps its other values', () => {
    const date = '2026-03-18';
    const others = (): unknown =>
      world.truth('p1').filter((point) => point.date === date && !/distance/.test(point.resource));
    const before = others();
    world.edit('p1', { resource: 'activities/distance', date, value: '3.25' });
    expect(others()).toEqual(before);
  });

  it('never has more from the wearable than from all sources', () => {
    const date = '2026-03-18';
    world.edit('p1', { resource: 'activities/tracker/steps', date, value: '30000' });
    expect(Number(read('activities/steps', date))).toBeGreaterThanOrEqual(30_000);
    world.edit('p1', { resource: 'activities/steps', date, value: '12' });
    expect([read('activities/steps', date), read('activities/tracker/steps', date)]).toEqual(['12', '12']);
    world.edit('p1', { resource: 'activities/tracker/steps', date, value: null });
    expect([read('activities/steps', date), read('activities/tracker/steps', date)]).toEqual(['12', undefined]);
  });

  it('moves the main sleep to another time', () => {
    const date = '2026-03-18';
    const before = itemAt(dayOn(date).sleep);
    world.edit('p1', { resource: 'sleep/startTime', date, value: '01:15' });
    const after = itemAt(dayOn(date).sleep);
    expect(read('sleep/startTime', date)).toBe('01:15');
    expect(after.endMs - after.startMs).toBe(before.endMs - before.startMs);
    expect(itemAt(after.stages).startMs).toBe(after.startMs);
    expect(() => world.edit('p1', { resource: 'sleep/startTime', date, value: '20:00' })).not.toThrow();
    expect(() => world.edit('p1', { resource: 'sleep/startTime', date, value: '25:00' })).toThrow('HH:mm');
  });

  it.each(['awakeningsCount', 'minutesAwake', 'minutesToFallAsleep', 'minutesAfterWakeup'])(
    'has the new sleep/%s',
    (name) => {
      world.edit('p1', { resource: `sleep/${name}`, date: '2026-03-18', value: '11' });
      expect(read(`sleep/${name}`, '2026-03-18')).toBe('11');
      const stages = dayOn('2026-03-18').sleep.flatMap((session) => session.stages);
      expect(String(stages.filter(({ type }) => type === 'AWAKE').length)).toBe(
        read('sleep/awakeningsCount', '2026-03-18'),
      );
    },
  );

  it('loses all its sleep when one sleep value is removed', () => {
    expect(world.edit('p1', { resource: 'sleep/minutesAwake', date: '2026-03-18', value: null })).toEqual([
      { date: '2026-03-18', types: ['sleep'] },
    ]);
    expect(read('sleep/timeInBed', '2026-03-18')).toBeUndefined();
  });

  it('keeps its edit while today grows', () => {
    const clock = new ManualClock(NOW);
    world = createWorld({ people: 1, seed: 5, years: 1, clock });
    world.edit('p1', { resource: 'activities/steps', date: '2026-04-10', value: '77' });
    clock.advance(120 * MINUTE_MS);
    world.sync('p1');
    expect(read('activities/steps', '2026-04-10')).toBe('77');
  });

  it.each([
    ['activities/speed', '2026-03-18', '5', 'unknown-resource', 'These can: activities/activityCalories,'],
    ['body/bmi', '2026-03-18', '22', 'unknown-resource', 'cannot be edited'],
    [
      'activities/steps',
      '2026-04-11',
      '5',
      'bad-date',
      '2026-04-11 is outside the days of p1, 2025-04-10 to 2026-04-10.',
    ],
    ['activities/steps', '18.3.2026', '5', 'bad-date', 'yyyy-MM-dd'],
    ['activities/steps', '2026-03-18', '5.5', 'bad-value', 'more than 0 digits'],
    ['activities/steps', '2026-03-18', '-5', 'bad-value', 'not a decimal number'],
    ['activities/distance', '2026-03-18', '1e3', 'bad-value', 'not a decimal number'],
    ['activities/minutesVeryActive', '2026-03-18', '1441', 'bad-value', 'more than the minutes of 2026-03-18 allow'],
    ['sleep/timeInBed', '2026-03-18', '0', 'bad-value', 'null removes'],
    ['sleep/timeInBed', '2026-03-18', '1441', 'bad-value', 'more than a day has'],
    ['body/weight', '2026-03-18', '0', 'bad-value', 'null removes'],
  ])('refuses %s on %s = %s', (resource, date, value, code, text) => {
    const before = world.truth('p1');
    const edit = (): unknown => world.edit('p1', { resource, date, value });
    expect(edit).toThrow(text);
    expect(codeOf(edit)).toBe(code);
    expect(world.truth('p1')).toEqual(before);
  });

  it('has no floors without an altimeter', () => {
    world = createWorld({ people: 2, seed: 5, years: 1, clock: new ManualClock(NOW) });
    expect(() => world.edit('p2', { resource: 'activities/floors', date: '2026-03-18', value: '3' })).toThrow(
      'no altimeter',
    );
  });
});
