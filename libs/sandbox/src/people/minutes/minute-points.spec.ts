import * as fc from 'fast-check';
import { ManualClock } from '../../sandbox-clock';
import { createWorld, type World } from '../../world/world';
import { MINUTE_MS } from '../../calendar/iso-date';
import {
  activeMinutePoints,
  activityLevelPoints,
  type AmountKind,
  type Interval,
  minutePoints,
  sedentaryPeriods,
} from './minute-points';
import type { Day, Movement } from '../person';
import { daysOf } from '../truth/truth';
import { itemAt } from '../../../spec-support/items';

const FIELDS: [AmountKind, keyof Movement][] = [
  ['steps', 'steps'],
  ['distance', 'distanceMillimeters'],
  ['floors', 'floors'],
  ['altitude', 'altitudeGainMillimeters'],
  ['total-calories', 'totalKcal'],
  ['active-energy-burned', 'activeKcal'],
  ['basal-energy-burned', 'basalKcal'],
];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The wearable's point of a minute, else the phone's. */
function reconciled<Point extends Interval>(wearable: readonly Point[], phone: readonly Point[]): Point[] {
  return [...new Map([...phone, ...wearable].map((point) => [point.startMs, point])).values()];
}

function levelCounts(points: readonly { level: string }[]): number[] {
  return ['LIGHT', 'MODERATE', 'VIGOROUS'].map((level) => points.filter((point) => point.level === level).length);
}

function levelsOf(movement: Movement): number[] {
  return [movement.lightMinutes, movement.moderateMinutes, movement.vigorousMinutes];
}

function minutesIn(periods: readonly Interval[]): number {
  return sum(periods.map(({ startMs, endMs }) => (endMs - startMs) / MINUTE_MS));
}

describe('minutes', () => {
  let world: World;
  let days: Day[];

  beforeAll(() => {
    world = createWorld({ people: 5, seed: 7, years: 1, clock: new ManualClock(new Date('2026-04-10T16:45:30Z')) });
    days = world.people.flatMap((person) => [...daysOf(person)]).filter(({ movement }) => movement);
  });

  const anyDay = (check: (day: Day) => void): void => {
    fc.assert(
      fc.property(fc.nat({ max: days.length - 1 }), (index) => check(itemAt(days, index))),
      { numRuns: 80 },
    );
  };

  it.each(FIELDS)('of %s sum to the day, for the wearable and for all sources together', (kind, field) => {
    const places = field.endsWith('Kcal') ? 9 : 12;
    anyDay((day) => {
      const wearable = minutePoints(day, kind, 'wearable');
      const all = reconciled(wearable, minutePoints(day, kind, 'phone'));
      expect(sum(wearable.map(({ value }) => value))).toBeCloseTo(day.movement?.wearable[field] ?? 0, places);
      expect(sum(all.map(({ value }) => value))).toBeCloseTo(day.movement?.all[field] ?? 0, places);
      if (places === 12) expect(all.every(({ value }) => Number.isInteger(value))).toBe(true);
    });
  });

  it("match the day's minutes of each active level", () => {
    anyDay((day) => {
      const wearable = activeMinutePoints(day, 'wearable');
      const all = reconciled(wearable, activeMinutePoints(day, 'phone'));
      expect(levelCounts(wearable)).toEqual(levelsOf(day.movement!.wearable));
      expect(levelCounts(all)).toEqual(levelsOf(day.movement!.all));
    });
  });

  it('form sedentary periods that sum to the day and touch no active minute', () => {
    anyDay((day) => {
      const periods = sedentaryPeriods(day, 'wearable');
      expect(minutesIn(periods)).toBe(day.movement!.wearable.sedentaryMinutes);
      expect(minutesIn(sedentaryPeriods(day, 'phone'))).toBe(0);
      const labelled = activityLevelPoints(day, 'wearable');
      expect(labelled.filter(({ level }) => level === 'SEDENTARY')).toHaveLength(minutesIn(periods));
      expect(periods.slice(1).every((period, index) => period.startMs > itemAt(periods, index).endMs)).toBe(true);
    });
  });

  it('stay within the day, in order, with the UTC offset of their moment', () => {
    anyDay((day) => {
      const points = minutePoints(day, 'total-calories', 'wearable');
      const astray = points.filter((point, index) => {
        const follows = point.startMs >= (points[index - 1]?.endMs ?? day.startMs);
        const lasts = point.endMs === point.startMs + MINUTE_MS && point.endMs <= day.endMs;
        const civil = new Date(point.startMs + point.startUtcOffsetSeconds * 1_000).toISOString();
        return !follows || !lasts || civil.slice(0, 10) !== day.date;
      });
      expect(astray).toEqual([]);
    });
  });

  it('are 1380 and 1500 on the days on which the clocks change', () => {
    const berlin = world.find('p1')!;
    const dates = ['2026-03-29', '2025-10-26', '2026-03-28'];
    world.sync('p1', { dates });
    const lengths = dates.map((date) => {
      const told = (source: 'wearable' | 'phone'): Interval[] =>
        minutePoints(berlin.day(date)!, 'total-calories', source);
      return reconciled(told('wearable'), told('phone')).length;
    });
    expect(lengths).toEqual([1_380, 1_500, 1_440]);
    const spring = minutePoints(berlin.day('2026-03-29')!, 'total-calories', 'wearable');
    expect([itemAt(spring).startUtcOffsetSeconds, spring.at(-1)!.endUtcOffsetSeconds]).toEqual([3_600, 7_200]);
  });

  it('also come from a phone if one was carried: it repeats minutes of the wearable and fills its gaps', () => {
    const carried = days.find(({ movement }) => movement!.phone && movement!.all.steps > movement!.wearable.steps)!;
    const wearable = new Set(minutePoints(carried, 'steps', 'wearable').map(({ startMs }) => startMs));
    const phone = minutePoints(carried, 'steps', 'phone');
    expect(phone.some(({ startMs }) => wearable.has(startMs))).toBe(true);
    expect(phone.some(({ startMs }) => !wearable.has(startMs))).toBe(true);
  });

  it('are the same each time they are read', () => {
    const day = itemAt(days);
    expect(minutePoints(day, 'steps', 'phone')).toEqual(minutePoints({ ...day }, 'steps', 'phone'));
  });

  it('do not exist for a day without movement', () => {
    const still = { ...itemAt(days), movement: undefined };
    expect(minutePoints(still, 'steps', 'wearable')).toEqual([]);
    expect(activityLevelPoints(still, 'phone')).toEqual([]);
    expect(sedentaryPeriods(still, 'wearable')).toEqual([]);
  });
});
