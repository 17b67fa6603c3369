import { Temporal } from 'temporal-polyfill';
import * as fc from 'fast-check';
import { epochDayOf } from './iso-date';
import { Zone } from './zone';

const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'UTC'];

describe('Zone', () => {
  it('agrees with a calendar library at any instant and on any day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ZONES), fc.integer({ min: 20_000_000, max: 31_000_000 }), (name, minute) => {
        const zone = Zone.get(name);
        const known = Temporal.Instant.fromEpochMilliseconds(minute * 60_000).toZonedDateTimeISO(name);
        expect(zone.offsetSecondsAt(minute * 60_000)).toBe(known.offsetNanoseconds / 1e9);
        expect(zone.dateAt(minute * 60_000)).toBe(known.toPlainDate().toString());
        const startOfDay = zone.startOfDayMs(epochDayOf(known.toPlainDate().toString()));
        expect(startOfDay).toBe(known.startOfDay().epochMilliseconds);
      }),
      { numRuns: 300 },
    );
  });

  it('begins the day at its first instant when the clocks skip midnight', () => {
    const start = Zone.get('America/Sao_Paulo').startOfDayMs(epochDayOf('2017-10-15'));
    expect(new Date(start).toISOString()).toBe('2017-10-15T03:00:00.000Z');
  });

  it('uses the earlier of two instants with the same local time', () => {
    const instant = Zone.get('Europe/Berlin').instantOf(epochDayOf('2025-10-26'), 150);
    expect(new Date(instant).toISOString()).toBe('2025-10-26T00:30:00.000Z');
  });

  it('refuses an unknown zone', () => {
    expect(() => Zone.get('Mars/Olympus')).toThrow(RangeError);
  });
});
