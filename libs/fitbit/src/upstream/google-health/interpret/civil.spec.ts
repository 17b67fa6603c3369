import { AnswerNode } from '../../http/answer-node';
import { civilDate, civilMoment, civilMomentAt, instantMs, minutes } from './civil';

const node = (value: unknown) => new AnswerNode(value);
const day = { year: 2026, month: 9, day: 26 };

describe('civilDate', () => {
  it('parses a google.type.Date', () => {
    expect(civilDate(node(day))).toBe('2026-09-26');
    expect(civilDate(node({ year: 2028, month: 2, day: 29 }))).toBe('2028-02-29');
    expect(civilDate(node({ year: 2000, month: 2, day: 29 }))).toBe('2000-02-29');
  });

  it.each([
    { ...day, month: 13 },
    { ...day, day: 31 },
    { year: 2026, month: 2, day: 29 },
    { year: 2100, month: 2, day: 29 },
    { ...day, month: 0 },
    { year: 0, month: 1, day: 1 },
    { year: 12_026, month: 1, day: 1 },
    { ...day, day: 0 },
    { ...day, day: -1 },
    { year: 2026, month: 9 },
    '2026-09-26',
  ])('refuses %p', (value) => {
    expect(() => civilDate(node(value))).toThrow(/cannot be read/);
  });
});

describe('civilMoment', () => {
  it('treats absent parts as 0', () => {
    expect(civilMoment(node({ date: day, time: { hours: 7, minutes: 5 } }))).toMatchObject({
      date: '2026-09-26',
      time: '07:05',
    });
    expect(civilMoment(node({ date: day, time: {} })).time).toBe('00:00');
    expect(civilMoment(node({ date: day })).time).toBe('00:00');
  });

  it('orders by the wall clock down to the millisecond', () => {
    const at = (time: object) => civilMoment(node({ date: day, time })).order;
    expect(at({ seconds: 1 })).toBeGreaterThan(at({ nanos: 999_000_000 }));
    expect(at({ nanos: 1_000_000 })).toBeGreaterThan(at({}));
    expect(at({ hours: 1 })).toBeGreaterThan(at({ minutes: 59, seconds: 59 }));
  });

  it.each([{ hours: 24 }, { minutes: 60 }, { seconds: 60 }, { nanos: 1e9 }, { hours: 1.5 }])('refuses %p', (time) => {
    expect(() => civilMoment(node({ date: day, time }))).toThrow(/cannot be read/);
  });
});

describe('civilMomentAt', () => {
  it.each([
    ['2026-09-25T22:15:10Z', '32400s', '2026-09-26', '07:15'],
    ['2026-09-26T02:00:00Z', '-18000s', '2026-09-25', '21:00'],
    ['2026-09-26T02:00:00.123456789Z', '0s', '2026-09-26', '02:00'],
    ['2026-09-26T02:00:00+05:30', '19800s', '2026-09-26', '02:00'],
  ])('gives %s at an offset of %s', (instant, offset, date, time) => {
    expect(civilMomentAt(node(instant), node(offset))).toMatchObject({ date, time });
  });

  it('refuses an impossible offset', () => {
    expect(() => civilMomentAt(node('2026-09-26T02:00:00Z'), node('360000s'))).toThrow('is not an offset');
  });
});

describe('instantMs', () => {
  it.each(['2026-02-30T00:00:00Z', '2026-09-26', '2026-09-26T24:00:00Z', '2026-09-26T02:00:00', 'yesterday', 7])(
    'refuses %p',
    (value) => {
      expect(() => instantMs(node(value))).toThrow(/cannot be read/);
    },
  );
});

describe('minutes', () => {
  it('parses a duration', () => {
    expect(minutes(node('41490s'))).toBe(691.5);
    expect(minutes(node('0s'))).toBe(0);
    expect(minutes(node('90.5s'))).toBeCloseTo(1.50833, 5);
  });

  it.each(['-60s', '60', '1m', 's', 'NaNs', 60])('refuses %p', (value) => {
    expect(() => minutes(node(value))).toThrow(/cannot be read/);
  });
});
