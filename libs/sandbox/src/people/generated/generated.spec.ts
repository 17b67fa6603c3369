import { ManualClock } from '../../sandbox-clock';
import { createWorld, type World } from '../../world/world';
import { DAY_MS, epochDayOf, MINUTE_MS } from '../../calendar/iso-date';
import type { Day, Person } from '../person';
import { daysOf } from '../truth/truth';
import { Zone } from '../../calendar/zone';
import { itemAt } from '../../../spec-support/items';

const NOW = new Date('2026-04-10T16:45:00Z');
const world = (people: number, seed = 3, years = 3): World =>
  createWorld({ people, seed, years, clock: new ManualClock(NOW) });

/** One of each peculiarity: see the round of five in `traits.ts`. */
describe('generated people', () => {
  const five = world(5);
  const days = new Map(five.people.map((person) => [person.id, [...daysOf(person)]]));
  const all = [...days.values()].flat();
  const daysOfOne = (id: string): Day[] => days.get(id)!;

  it('are the same in a world of any size, and different for another seed', () => {
    const alone = JSON.stringify([...daysOf(itemAt(world(1).people))]);
    expect(JSON.stringify(daysOfOne('p1'))).toBe(alone);
    expect(JSON.stringify([...daysOf(itemAt(world(1, 4).people))])).not.toBe(alone);
  });

  it('have the same days in any order of reading', () => {
    const person = itemAt(world(1).people);
    const late = person.day('2026-02-01');
    expect([...daysOf(person)].find(({ date }) => date === '2026-02-01')).toEqual(late);
  });

  it("have unique ids in the upstreams' formats", () => {
    const { people } = world(300, 3, 1);
    for (const person of people) {
      expect(person.healthUserId).toMatch(/^[1-9]\d{18}$/);
      expect(BigInt(person.healthUserId)).toBeLessThan(2n ** 63n);
      expect(person.legacyUserId).toMatch(/^[A-Z0-9]{6}$/);
    }
    expect(itemAt(people, 41).id).toBe('p42');
    expect(new Set(people.flatMap(({ healthUserId, legacyUserId }) => [healthUserId, legacyUserId])).size).toBe(600);
  });

  it('have days from the day of joining to the day of the last sync', () => {
    for (const person of five.people) {
      const own = daysOfOne(person.id);
      expect(itemAt(own).date).toBe(person.memberSince);
      expect(itemAt(own).movement).toBeDefined();
      expect(person.day('2030-01-01')).toBeUndefined();
      expect(epochDayOf('2026-04-10') - epochDayOf(person.memberSince)).toBeGreaterThan(3 * 365 - 2);
    }
  });

  it('sometimes leave the device at home, for single days and for whole holidays', () => {
    const absent = 3 * 365 - daysOfOne('p1').filter(({ movement }) => movement).length;
    expect(absent).toBeGreaterThan(30);
    expect(absent).toBeLessThan(200);
  });

  it('have plausible days whose parts fit into the day', () => {
    for (const { movement, startMs, endMs } of all) {
      if (!movement) continue;
      const { all: whole, wearable } = movement;
      const minutes = whole.lightMinutes + whole.moderateMinutes + whole.vigorousMinutes + whole.sedentaryMinutes;
      expect(minutes).toBeLessThanOrEqual((endMs - startMs) / MINUTE_MS);
      expect(whole.steps).toBeLessThan(60_000);
      expect(Object.entries(whole).every(([field, value]) => value >= wearable[field as keyof typeof wearable])).toBe(
        true,
      );
    }
    const steps = daysOfOne('p1').flatMap(({ movement }) => movement?.all.steps ?? []);
    expect(steps.reduce((sum, count) => sum + count, 0) / steps.length).toBeGreaterThan(3_000);
  });

  it('have a phone that records more than the wearable on some days only', () => {
    const differs = daysOfOne('p1').filter(({ movement }) => movement && movement.all.steps > movement.wearable.steps);
    expect(differs.length).toBeGreaterThan(100);
    expect(differs.length).toBeLessThan(daysOfOne('p1').length * 0.6);
    expect(daysOfOne('p5').every(({ movement }) => !movement || movement.all.steps === movement.wearable.steps)).toBe(
      true,
    );
  });

  it('sleep every night with the device, in one or two sessions or with a nap, on the day of waking up', () => {
    for (const person of five.people) {
      const sessions = daysOfOne(person.id).flatMap(({ date, sleep }) => sleep.map((session) => ({ date, session })));
      for (const { date, session } of sessions) {
        const civilEnd = new Date(session.endMs + session.endUtcOffsetSeconds * 1_000).toISOString();
        expect(civilEnd.slice(0, 10)).toBe(date);
      }
      const inOrder = sessions.map(({ session }) => session).sort((a, b) => a.startMs - b.startMs);
      expect(inOrder.slice(1).every((session, index) => session.startMs >= itemAt(inOrder, index).endMs)).toBe(true);
      expect(sessions.length).toBeGreaterThan(900);
    }
    expect(all.some(({ sleep }) => sleep.length === 2 && !sleep[1]?.mainSleep)).toBe(true);
    expect(all.some(({ sleep }) => sleep.length === 2 && !sleep[0]?.mainSleep)).toBe(true);
    expect(
      all.every(({ sleep }) => sleep.length === 0 || sleep.filter(({ mainSleep }) => mainSleep).length === 1),
    ).toBe(true);
    expect(new Set(all.flatMap(({ sleep }) => sleep.map(({ type }) => type)))).toEqual(new Set(['STAGES', 'CLASSIC']));
    expect(all.some(({ sleep }) => sleep.some((one) => one.startUtcOffsetSeconds !== one.endUtcOffsetSeconds))).toBe(
      true,
    );
  });

  it('weigh themselves every few days, sometimes twice; by hand or through another app instead of a scale', () => {
    const weighings = (id: string): number[] =>
      daysOfOne(id).map(({ measurements }) => measurements.filter(({ kind }) => kind === 'weight').length);
    for (const person of five.people) {
      expect(weighings(person.id).filter((count) => count > 0).length).toBeGreaterThan(100);
      expect(weighings(person.id)).toContain(2);
    }
    const sources = (id: string): string[] =>
      daysOfOne(id).flatMap(({ measurements }) =>
        measurements.flatMap(({ kind, source }) => (kind === 'weight' ? source : [])),
      );
    expect(new Set(sources('p1'))).toEqual(new Set(['scale']));
    expect(new Set(sources('p4'))).toEqual(new Set(['health-connect']));
  });

  it('log food and water on some days', () => {
    const logged = daysOfOne('p1').filter(({ intake }) => intake.length > 0).length;
    expect(logged).toBeGreaterThan(200);
    expect(logged).toBeLessThan(daysOfOne('p1').length);
  });

  it('climb no floors without an altimeter', () => {
    expect(five.people.map(({ hasAltimeter }) => hasAltimeter)).toEqual([true, false, true, true, true]);
    expect(
      daysOfOne('p2').every(({ movement }) => !movement?.all.floors && !movement?.all.altitudeGainMillimeters),
    ).toBe(true);
    expect(daysOfOne('p1').some(({ movement }) => movement?.all.floors)).toBe(true);
  });

  it('may travel to other zones, and their days never overlap', () => {
    const own = daysOfOne('p3');
    expect(new Set(own.map(({ timeZone }) => timeZone)).size).toBeGreaterThan(2);
    expect(own.slice(1).every(({ startMs }, index) => startMs >= itemAt(own, index).endMs)).toBe(true);
    expect(
      own.some(({ startMs, endMs }) => endMs - startMs < 22 * 60 * MINUTE_MS && endMs < NOW.getTime() - DAY_MS),
    ).toBe(true);
  });

  it('have the time zone that they are in now', () => {
    const abroad = daysOfOne('p3').find(({ timeZone }) => timeZone !== 'Europe/Berlin')!;
    const clock = new ManualClock(new Date(abroad.startMs + 6 * 60 * MINUTE_MS));
    const person: Person = itemAt(createWorld({ people: 3, seed: 3, clock }).people, 2);
    expect(person.timeZone).toBe(abroad.timeZone);
    expect(Zone.get(person.timeZone).dateAt(person.lastSyncMs)).toBe(abroad.date);
  });

  it('have records with unique ids', () => {
    const ids = daysOfOne('p1').flatMap(({ sleep, measurements, intake }) =>
      [...sleep, ...measurements, ...intake].map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every((id) => /^[1-9]\d{18}$/.test(id) && BigInt(id) < 2n ** 63n)).toBe(true);
  });
});
