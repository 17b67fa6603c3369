import { ManualClock } from '../sandbox-clock';
import { createWorld, type TruthPoint, type World } from './world';
import { itemAt } from '../../spec-support/items';

const NOON = new Date('2026-04-10T10:00:00Z'); // 12:00 in Berlin, where p1 lives
const DAY = 86_400_000;

describe('World', () => {
  let clock: ManualClock;
  let world: World;

  beforeEach(() => {
    clock = new ManualClock(NOON);
    world = createWorld({ people: 3, seed: 3, years: 1, clock });
  });

  const truthOn = (id: string, date: string): Record<string, string> =>
    Object.fromEntries(
      world.truth(id).flatMap((point) => (point.date === date ? [[point.resource, point.value]] : [])),
    );
  const present = (id: string, from: string): string =>
    world.truth(id).find(({ resource, date }) => resource === 'activities/steps' && date > from)!.date;

  it('finds a person by each of the three ids', () => {
    const person = itemAt(world.people);
    expect([person.id, person.healthUserId, person.legacyUserId].map((id) => world.find(id))).toEqual([
      person,
      person,
      person,
    ]);
    expect(world.find('nobody')).toBeUndefined();
  });

  describe('truth', () => {
    it('is ordered by resource, then date, and names no resource that the upstream lacks', () => {
      const truth = world.truth('p1');
      const key = ({ resource, date }: TruthPoint): string => `${resource} ${date}`;
      expect(truth.map(key)).toEqual([...truth.map(key)].sort());
      expect(new Set(truth.map(key)).size).toBe(truth.length);
      expect(truth.some(({ resource }) => /activeScore|caloriesBMR|efficiency|bmi/.test(resource))).toBe(false);
      expect(new Set(truth.map(({ resource }) => resource)).size).toBe(20 + 7 + 2 + 2);
    });

    it('is canonical text', () => {
      for (const { resource, value } of world.truth('p1')) {
        expect(value).toMatch(resource === 'sleep/startTime' ? /^\d\d:\d\d$/ : /^(0|[1-9]\d*)(\.\d*[1-9])?$/);
      }
    });

    it("has a value for every day of the Fitbit Web API's resources that always have one", () => {
      const truth = world.truth('p1', 'fitbit-web-api');
      const dates = truth.filter(({ resource }) => resource === 'activities/steps').map(({ date }) => date);
      const { memberSince } = itemAt(world.people);
      expect([dates[0], dates.length]).toEqual([
        memberSince,
        (Date.parse(dates.at(-1) ?? '') - Date.parse(memberSince)) / 86_400_000 + 1,
      ]);
    });

    it('is refused for an unknown person', () => {
      expect(() => world.truth('p99')).toThrow('There is no person "p99".');
    });
  });

  describe('sync', () => {
    it('hides what was recorded since the last sync until the next one', () => {
      const before = world.truth('p1');
      clock.advance(2 * DAY);
      expect(world.truth('p1')).toEqual(before);
      const changes = world.sync('p1');
      expect(changes.map(({ date }) => date)).toEqual(['2026-04-10', '2026-04-11', '2026-04-12']);
      expect(itemAt(changes, 1).types).toEqual(
        expect.arrayContaining(['steps', 'total-calories', 'sleep', 'activity-level']),
      );
      expect(world.find('p1')!.lastSyncMs).toBe(NOON.getTime() + 2 * DAY);
    });

    it("lets today's values grow with the hours", () => {
      const steps = (): number => world.find('p1')!.day('2026-04-10')!.movement!.all.steps;
      const atNoon = steps();
      clock.advance(6 * 3_600_000);
      world.sync('p1');
      const atSix = steps();
      clock.advance(DAY);
      world.sync('p1');
      expect([atNoon / steps(), atSix / steps()]).toEqual([expect.closeTo(0.5, 3), expect.closeTo(0.75, 3)]);
    });

    it('changes nothing when nothing has happened since', () => {
      expect(world.sync('p1')).toEqual([]);
    });

    it('keeps its data when the clock is set back', () => {
      clock.advance(-DAY);
      expect(world.sync('p1')).toEqual([]);
      expect(world.find('p1')!.lastSyncMs).toBe(NOON.getTime());
    });

    it('changes past days, differently each time', () => {
      const date = present('p1', '2026-01-01');
      const [first] = world.sync('p1', { dates: [date] });
      const once = truthOn('p1', date);
      expect(first).toMatchObject({ date, types: expect.arrayContaining(['steps', 'distance', 'sleep']) as unknown });
      world.sync('p1', { dates: [date] });
      expect(Number(truthOn('p1', date)['activities/steps'])).toBeGreaterThan(Number(once['activities/steps']));
    });

    it('changes only the given types', () => {
      const date = present('p1', '2026-01-01');
      expect(world.sync('p1', { dates: [date], types: ['floors'] })).toEqual([{ date, types: ['floors'] }]);
    });

    it('brings the days that the device had not synced yet', () => {
      const dates = Array.from({ length: 360 }, (_, index) =>
        new Date(NOON.getTime() - index * DAY).toISOString().slice(0, 10),
      );
      const missing = dates.find((date) => !world.find('p1')!.day(date)?.movement)!;
      const changes = world.sync('p1', { dates: [missing] });
      expect(changes).toEqual([
        { date: missing, types: expect.arrayContaining(['steps', 'total-calories']) as unknown },
      ]);
      expect(truthOn('p1', missing)['activities/steps']).toBeDefined();
    });

    it.each(['2026-04-11', '2020-01-01', '2026-13-01', 'yesterday'])('refuses %s', (date) => {
      expect(() => world.sync('p1', { dates: [date] })).toThrow(date);
    });
  });

  describe('a device whose clock is ahead', () => {
    const AHEAD = new Date(NOON.getTime() + 3 * DAY);
    const DATE = '2026-04-13';
    const person = () => world.find('p1')!;
    const stepsOn = (date: string) => person().day(date)?.movement?.all.steps;

    it('puts its data and its sync on a future day, and changes nothing else', () => {
      const truth = (['google-health', 'fitbit-web-api'] as const).map((upstream) => world.truth('p1', upstream));
      const changes = world.sync('p1', { deviceTime: AHEAD });
      expect(changes.map(({ date }) => date)).toEqual([DATE]);
      expect(itemAt(changes).types).toEqual(expect.arrayContaining(['steps', 'total-calories', 'sleep']));
      expect(stepsOn(DATE)).toBeGreaterThan(0);
      expect([stepsOn('2026-04-12'), person().newestDate]).toEqual([undefined, DATE]);
      expect([person().lastSyncMs, person().claimedSyncMs]).toEqual([NOON.getTime(), AHEAD.getTime()]);
      expect([world.truth('p1'), world.truth('p1', 'fitbit-web-api')]).toEqual(truth);
    });

    it('counts once the day has come, until a sync with the right time brings the real data', () => {
      const right = createWorld({ people: 3, seed: 3, years: 1, clock });
      world.sync('p1', { deviceTime: AHEAD });
      world.edit('p1', { resource: 'body/weight', date: DATE, value: '250' });
      world.edit('p1', { resource: 'activities/steps', date: DATE, value: '99999' });
      clock.advance(3 * DAY);
      expect(truthOn('p1', DATE)).toMatchObject({ 'activities/steps': '99999', 'body/weight': '250' });
      const changes = world.sync('p1');
      right.sync('p1');
      expect(world.truth('p1')).toEqual(right.truth('p1'));
      expect(world.truth('p1', 'fitbit-web-api')).toEqual(right.truth('p1', 'fitbit-web-api'));
      expect(changes.find(({ date }) => date === DATE)?.types).toEqual(expect.arrayContaining(['steps', 'weight']));
      expect(person().claimedSyncMs).toBe(clock.now().getTime());
    });

    it.each([
      ['now', { deviceTime: NOON }],
      ['later today', { deviceTime: new Date('2026-04-10T21:59:00Z') }],
      ['beside other dates', { deviceTime: AHEAD, dates: ['2026-04-01'] }],
    ])('is refused %s', (_, request) => {
      expect(() => world.sync('p1', request)).toThrow(
        'A device time must be the only setting and lie on a day after today (2026-04-10 for p1).',
      );
    });
  });

  it('can be reset', () => {
    const before = world.truth('p1');
    const date = present('p1', '2026-01-01');
    world.edit('p1', { resource: 'activities/steps', date, value: '1' });
    clock.advance(3 * DAY);
    world.sync('p1', { dates: [date] });
    world.sync('p1', { deviceTime: new Date(clock.now().getTime() + 9 * DAY) });
    world.reset();
    expect(world.truth('p1')).toEqual(before);
    const { lastSyncMs, claimedSyncMs, newestDate } = world.find('p1')!;
    expect([lastSyncMs, claimedSyncMs, newestDate]).toEqual([NOON.getTime(), NOON.getTime(), '2026-04-10']);
  });

  it('shows no movement in the first half hour of a day', () => {
    clock.set(new Date('2026-04-10T22:10:00Z'));
    world.sync('p1');
    expect(world.find('p1')!.day('2026-04-11')?.movement).toBeUndefined();
    expect(() => world.edit('p1', { resource: 'activities/steps', date: '2026-04-11', value: '5' })).toThrow(
      'only just begun',
    );
  });
});
