import fc from 'fast-check';
import { holds } from '../../../../test/support/random';
import { addDays, civilDateIn } from '../model/civil-date';
import { changing, EMPTY_COVERAGE, holes, type Ledger } from '../model/coverage';
import { plan as planGoogle } from '../upstream/google-health/planner';
import { historyRange, lastFinalDay, todayOf } from './history-range';
import { planDays } from './plan-days';

const NOW = new Date('2026-11-22T12:00:00Z');

describe('the depth of a history', () => {
  const member = { timeZone: 'Europe/Warsaw', memberSince: '2015-03-01' };

  it.each([
    ['nothing is said', member, {}, '2015-03-01'],
    ['a number of days is wanted', member, { historyDays: 30 }, '2026-10-24'],
    ['only today is wanted', member, { historyDays: 1 }, '2026-11-22'],
    ['more days are wanted than there are', member, { historyDays: 36_525 }, '2015-03-01'],
    ['a day is given', member, { historyStart: '2020-01-01' }, '2020-01-01'],
    ['a day before the membership is given', member, { historyStart: '2000-01-01' }, '2015-03-01'],
    ['a day of the future is given', member, { historyStart: '2030-01-01' }, '2026-11-22'],
    ['the upstream does not say since when', { ...member, memberSince: null }, {}, '2025-11-23'],
    [
      'the upstream does not say since when, and a day is given',
      { ...member, memberSince: null },
      { historyStart: '2010-01-01' },
      '2010-01-01',
    ],
  ])('is right when %s', (_, connection, depth, from) => {
    expect(historyRange(connection, NOW, depth)).toEqual({ from, to: '2026-11-22' });
  });

  it('opens new holes when it grows, and closes none when it shrinks', () => {
    const shallow = historyRange(member, NOW, { historyDays: 100 });
    const ledger: Ledger = new Map([['activities/steps', { ...EMPTY_COVERAGE, fetched: [shallow] }]]);
    const planned = (historyDays: number) =>
      planDays(
        { plan: planGoogle },
        { resources: ['activities/steps'], range: historyRange(member, NOW, { historyDays }), ledger },
        holes,
      );
    expect(planned(100)).toEqual([]);
    expect(planned(10)).toEqual([]);
    expect(planned(190).map(({ window }) => window)).toEqual([{ from: '2026-05-17', to: addDays(shallow.from, -1) }]);
  });
});

describe("a user's days", () => {
  const instant = fc.date({ min: new Date('2012-01-01'), max: new Date('2035-01-01'), noInvalidDate: true });
  const zone = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/New_York',
    'America/Sao_Paulo',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    'Pacific/Auckland',
    'Pacific/Chatham',
    'Pacific/Kiritimati',
    'Pacific/Pago_Pago',
    'Africa/Casablanca',
  );

  it.each([
    ['before the day of 23 hours begins', 'Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['in its first minute', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['in its last', 'Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['after its 23 hours', 'Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['in the last minute of the day of 25 hours', 'Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['after its 25 hours', 'Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    ['where clocks go by half an hour', 'Australia/Lord_Howe', '2026-04-04T13:15:00Z', '2026-04-05'],
    ['where midnight is left out', 'America/Sao_Paulo', '2018-11-04T03:00:00Z', '2018-11-04'],
    ['the day after a day that there was not', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['furthest east', 'Pacific/Kiritimati', '2026-11-22T10:30:00Z', '2026-11-23'],
    ['furthest west', 'Pacific/Pago_Pago', '2026-11-22T10:30:00Z', '2026-11-21'],
    ['without a zone', null, '2026-11-22T23:59:59Z', '2026-11-22'],
  ])('are right %s', (_, timeZone, now, today) => {
    expect(todayOf({ timeZone }, new Date(now))).toBe(today);
  });

  it('never reach beyond the today of the user, for any depth of the history', () => {
    holds(
      1_500,
      fc.property(instant, zone, fc.option(instant), fc.nat({ max: 36_000 }), (now, timeZone, since, more) => {
        const memberSince = since && civilDateIn('UTC', since);
        const range = historyRange({ timeZone, memberSince }, now, { historyDays: more + 1 });
        expect(range.to).toBe(civilDateIn(timeZone, now));
        expect(range.from <= range.to).toBe(true);
        if (memberSince) expect(historyRange({ timeZone, memberSince }, now).from <= range.from).toBe(true);
      }),
    );
  });

  it('are final only when they are over in every time zone', () => {
    holds(
      1_500,
      fc.property(instant, zone, zone, fc.option(instant), (now, timeZone, next, lastSyncedAt) => {
        const final = lastFinalDay({ timeZone, lastSyncedAt }, now);
        expect(final < todayOf({ timeZone: next }, now)).toBe(true);
        expect(final >= addDays(todayOf({ timeZone: next }, now), -34)).toBe(true);
        if (lastSyncedAt && lastSyncedAt > now) expect(final).toBe(lastFinalDay({ timeZone, lastSyncedAt: null }, now));
      }),
    );
  });

  it('are read again after a flight back over the date line', () => {
    const landed = new Date('2026-11-22T10:30:00Z');
    const before = lastFinalDay({ timeZone: 'Pacific/Kiritimati', lastSyncedAt: landed }, landed);
    const line = {
      ...EMPTY_COVERAGE,
      fetched: [{ from: '2026-11-01', to: '2026-11-23' }],
      final: [{ from: '2026-11-01', to: before }],
    };
    const later = new Date('2026-11-24T12:00:00Z');
    const range = historyRange({ timeZone: 'Pacific/Pago_Pago', memberSince: '2026-11-01' }, later);
    const [again] = planDays(
      { plan: planGoogle },
      { resources: ['activities/steps'], range, ledger: new Map([['activities/steps', line]]) },
      changing,
    );
    expect(again?.window).toEqual({ from: '2026-11-21', to: '2026-11-23' });
  });
});
