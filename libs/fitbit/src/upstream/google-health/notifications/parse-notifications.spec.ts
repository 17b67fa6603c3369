import fc from 'fast-check';
import { MalformedNotificationError } from '../../../errors/fitbit.errors';
import { ENDPOINTS } from '../endpoints';
import { parseNotifications } from './parse-notifications';

const believable = { from: '2007-01-01', to: '2026-09-18' };
/** As the upstream sent it (reference, 8.3). */
const data = {
  version: '1',
  clientProvidedSubscriptionName: 'sub-id-or-random-uuid',
  healthUserId: '8512524441117254421',
  operation: 'UPSERT',
  dataType: 'steps',
  intervals: [
    {
      physicalTimeInterval: { startTime: '2026-09-16T07:51:49.386781Z', endTime: '2026-09-16T07:54:27.486198Z' },
      civilDateTimeInterval: {
        startDateTime: { date: { year: 2026, month: 9, day: 16 }, time: { hours: 9, minutes: 51 } },
        endDateTime: { date: { year: 2026, month: 9, day: 16 }, time: { hours: 9, minutes: 54 } },
      },
      civilIso8601TimeInterval: { startTime: '2026-09-16T09:51:49', endTime: '2026-09-16T09:54:27' },
    },
  ],
};
const change = {
  kind: 'change',
  upstreamUserId: '8512524441117254421',
  collection: 'steps',
  days: { from: '2026-09-16', to: '2026-09-16' },
};
const civil = (startTime: string, endTime: string) => ({ civilIso8601TimeInterval: { startTime, endTime } });
const physical = (startTime: string, endTime: string) => ({ physicalTimeInterval: { startTime, endTime } });

function parse(value: unknown, type = 'application/json') {
  const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
  return parseNotifications({ headers: { 'content-type': type }, body }, believable);
}
const daysOf = (intervals: unknown, dataType = 'steps') =>
  parse({ data: { ...data, dataType, intervals } }).notifications.map((one) => 'days' in one && one.days);

describe('the notifications of Google Health', () => {
  it('are parsed as a list and alone', () => {
    expect(parse([{ data }])).toEqual({ notifications: [change], skipped: 0 });
    expect(parse({ data })).toEqual({ notifications: [change], skipped: 0 });
  });

  it('may be 99 for different users in one body', () => {
    const many = Array.from({ length: 99 }, (_, index) => ({ data: { ...data, healthUserId: String(index) } }));
    expect(parse(many).notifications.map(({ upstreamUserId }) => upstreamUserId)).toEqual(
      many.map((one) => one.data.healthUserId),
    );
  });

  it('report a deletion like any other change', () => {
    expect(parse({ data: { ...data, operation: 'DELETE' } }).notifications).toEqual([change]);
  });

  it.each([...new Set(ENDPOINTS.all.map(({ dataType }) => dataType)), 'activity-level'])(
    'are known for %s',
    (dataType) => {
      expect(parse({ data: { ...data, dataType } }).notifications).toMatchObject([{ collection: dataType }]);
    },
  );

  it.each([{ dataType: 'heart-rate' }, { dataType: 'not-yet-invented', intervals: 7 }, { operation: 'MERGE' }])(
    'are counted as skipped, and accepted, when we have no use for them: %j',
    (unknown) => {
      expect(parse([{ data: { ...data, ...unknown } }])).toEqual({ notifications: [], skipped: 1 });
    },
  );

  it.each<[string, unknown]>([
    ['no object', 7],
    ['null', null],
    ['without data', {}],
    ['without a user', { data: { ...data, healthUserId: undefined } }],
    ['with a number as user', { data: { ...data, healthUserId: 85 } }],
    ['with a user of a megabyte', { data: { ...data, healthUserId: '8'.repeat(1_000_000) } }],
    ['with a user of 64 digits', { data: { ...data, healthUserId: '8'.repeat(64) } }],
    ['with a path as user', { data: { ...data, healthUserId: 'users/85' } }],
    ['without a type', { data: { ...data, dataType: undefined } }],
    ['with a type that is no name', { data: { ...data, dataType: 'Steps!' } }],
    ['with a type of 64 letters', { data: { ...data, dataType: 's'.repeat(64) } }],
    ['without an operation', { data: { ...data, operation: undefined } }],
    ['without intervals', { data: { ...data, intervals: undefined } }],
    ['with no interval', { data: { ...data, intervals: [] } }],
    ['with intervals that are no list', { data: { ...data, intervals: {} } }],
    ['with an interval without members', { data: { ...data, intervals: [{}] } }],
    ['that ends before it begins', { data: { ...data, intervals: [civil('2026-09-16T09:00', '2026-09-15T09:00')] } }],
    ['on February 30', { data: { ...data, intervals: [civil('2026-02-30T09:00:00', '2026-02-30T10:00:00')] } }],
  ])('%s are counted as skipped beside others; alone they make the body malformed', (_, bad) => {
    expect(parse([bad, { data }])).toEqual({ notifications: [change], skipped: 1 });
    expect(() => parse([bad])).toThrow(MalformedNotificationError);
  });

  it.each([
    ['of a clock that stands at its beginning', civil('1970-01-01T00:00:00', '1970-01-01T01:00:00')],
    ['before Fitbit', physical('2006-12-31T09:00:00Z', '2007-01-01T09:00:00Z')],
    ['after tomorrow', civil('2026-09-19T00:00:00', '2026-09-19T01:00:00')],
    ['in the year 9999', physical('9999-12-31T00:00:00Z', '9999-12-31T01:00:00Z')],
  ])('%s are counted as skipped, and accepted: devices have wrong clocks', (_, interval) => {
    expect(parse([{ data: { ...data, intervals: [interval] } }])).toEqual({ notifications: [], skipped: 1 });
    const intervals = [interval, ...data.intervals];
    expect(parse([{ data: { ...data, intervals } }])).toEqual({ notifications: [change], skipped: 1 });
  });

  it('are cut off after tomorrow when a clock jumped ahead during an interval', () => {
    const intervals = [civil('2026-09-16T09:00:00', '2031-09-16T09:00:00')];
    expect(parse([{ data: { ...data, intervals } }])).toEqual({
      notifications: [{ ...change, days: { from: '2026-09-16', to: '2026-09-18' } }],
      skipped: 0,
    });
  });

  it.each(['', 'data=1', '[]', '{}', 'null', '7', '{"type":"verification"}', '[{"data":{"a":1,"a":2}}]'])(
    'are refused as %p',
    (body) => {
      expect(() => parse(body)).toThrow(MalformedNotificationError);
    },
  );

  it.each(['', 'text/plain', 'multipart/form-data; boundary=b'])('are refused as content of type %p', (type) => {
    expect(() => parse([{ data }], type)).toThrow(MalformedNotificationError);
  });

  describe('their intervals', () => {
    it('are joined where they touch', () => {
      const intervals = [
        civil('2026-09-16T09:00:00', '2026-09-16T10:00:00'),
        civil('2026-09-10T23:00:00', '2026-09-11T01:00:00.5'),
        civil('2026-09-15T09:00:00', '2026-09-15T10:00:00'),
      ];
      expect(daysOf(intervals)).toEqual([
        { from: '2026-09-10', to: '2026-09-11' },
        { from: '2026-09-15', to: '2026-09-16' },
      ]);
    });

    it('are skipped and counted when malformed', () => {
      const intervals = [...data.intervals, civil('yesterday', 'today')];
      expect(parse({ data: { ...data, intervals } })).toEqual({ notifications: [change], skipped: 1 });
    });

    it('are those of the wall clock; the next member serves when one is damaged', () => {
      const [whole] = data.intervals;
      const elsewhere = physical('2026-09-01T00:00:00Z', '2026-09-01T01:00:00Z');
      expect(daysOf([{ ...whole, ...elsewhere }])).toEqual([change.days]);
      expect(daysOf([{ ...whole, ...elsewhere, civilDateTimeInterval: {} }])).toEqual([change.days]);
    });

    it('extend by a day on both sides when there are only physical times', () => {
      expect(daysOf([physical('2026-09-10T23:59:59Z', '2026-09-11T00:00:00Z')])).toEqual([
        { from: '2026-09-09', to: '2026-09-12' },
      ]);
      expect(daysOf([physical('2026-09-18T00:00:00+00:00', '2026-09-18T01:00:00Z')])).toEqual([
        { from: '2026-09-17', to: '2026-09-18' },
      ]);
    });

    it('end with tomorrow when a clock jumped ahead, by any number of years', () => {
      const ahead = [{ from: '2026-09-15', to: '2026-09-18' }];
      expect(daysOf([physical('2026-09-16T12:00:00Z', '9999-12-31T01:00:00Z')])).toEqual(ahead);
    });

    it('do not include the day that begins where they end', () => {
      expect(daysOf([civil('2026-09-15T00:00:00', '2026-09-16T00:00:00.000')])).toEqual([
        { from: '2026-09-15', to: '2026-09-15' },
      ]);
      const midnight = (day: number) => ({ date: { year: 2026, month: 9, day } });
      const interval = { startDateTime: midnight(15), endDateTime: midnight(17) };
      expect(daysOf([{ civilDateTimeInterval: interval }])).toEqual([{ from: '2026-09-15', to: '2026-09-16' }]);
    });

    it('include the day of a moment at midnight', () => {
      expect(daysOf([civil('2026-09-15T00:00:00', '2026-09-15T00:00:00')])).toEqual([
        { from: '2026-09-15', to: '2026-09-15' },
      ]);
    });

    it('of sleep include the day on which it ends, even at midnight', () => {
      const night = { from: '2026-09-15', to: '2026-09-16' };
      expect(daysOf([civil('2026-09-15T23:00:00', '2026-09-16T07:00:00')], 'sleep')).toEqual([night]);
      expect(daysOf([civil('2026-09-15T21:00:00', '2026-09-16T00:00:00')], 'sleep')).toEqual([night]);
    });
  });

  it('are parsed or refused, for any JSON', () => {
    const anything = fc.jsonValue({ maxDepth: 3 });
    const or = (...values: unknown[]) => fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...values) }, anything);
    const interval = fc.record(
      {
        civilDateTimeInterval: or(data.intervals[0]?.civilDateTimeInterval),
        civilIso8601TimeInterval: or(data.intervals[0]?.civilIso8601TimeInterval),
        physicalTimeInterval: or(data.intervals[0]?.physicalTimeInterval),
      },
      { requiredKeys: [] },
    );
    const entry = fc.record({
      data: fc.record({
        healthUserId: or('85'),
        dataType: or('steps', 'sleep', 'heart-rate'),
        operation: or('UPSERT', 'DELETE', 'OTHER'),
        intervals: fc.oneof(fc.array(interval), anything),
      }),
    });
    fc.assert(
      fc.property(fc.oneof(fc.array(entry), entry, anything), (value) => {
        try {
          for (const one of parse(value).notifications) {
            expect(one).toMatchObject({ kind: 'change' });
          }
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedNotificationError);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
