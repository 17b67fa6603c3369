import fc from 'fast-check';
import { dayOf, moved, night, personWith, worldOf } from '../../../spec-support/hand-made';
import { type Answer, errorInfoOf, Harness, type Json, pointsOf, violationsOf } from '../../../spec-support/harness';
import { itemAt } from '../../../spec-support/items';

const at = (text: string): number => Date.parse(text);
const days = ['2026-09-24', '2026-09-25', '2026-09-26'];

/** Berlin is two hours ahead: 23:30 UTC on the 25th is 01:30 on the 26th. */
const anna = personWith(
  days.map((date, index) =>
    dayOf(date, {
      movement: moved({ steps: 5 }),
      sleep: [night(`1${index}`, `${date}T00:20:00Z`)],
      measurements: [
        {
          id: `2${index}`,
          kind: 'weight',
          timeMs: at(`${date}T00:00:00Z`) - 30 * 60_000,
          utcOffsetSeconds: 7200,
          value: 80_000,
          source: 'scale',
        },
      ],
      intake: [
        {
          id: `5${index}`,
          kind: 'food',
          startMs: at(`${date}T10:00:00Z`),
          endMs: at(`${date}T10:10:00Z`),
          utcOffsetSeconds: 7200,
          value: 500,
        },
      ],
    }),
  ),
);

describe('filter', () => {
  let harness: Harness;
  let token: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(anna), quota: false });
    token = await harness.token('anna');
  });
  afterAll(() => harness.close());

  const filtered = (type: string, filter: string, method = ''): Promise<Answer> =>
    harness.get(pointsOf(type, `${method}?filter=${encodeURIComponent(filter)}`), token);

  const idsOf = ({ json }: Answer): string[] =>
    ((json.dataPoints ?? []) as Json[]).map(({ name }) => String(name).split('/').at(-1) ?? '');

  describe('picks', () => {
    it.each([
      ['weight', 'weight.sample_time.physical_time >= "2026-09-24T23:30:00Z"', ['22', '21']],
      ['weight', 'weight.sample_time.physical_time >= "2026-09-25T01:30:00.000000001+02:00"', ['22']],
      ['weight', 'weight.sample_time.physical_time < "2026-09-24T23:30:00Z"', ['20']],
      ['weight', 'weight.sample_time.physical_time < "2026-09-25T23:30:01Z"', ['22', '21', '20']],
      ['weight', 'weight.sample_time.civil_time >= "2026-09-25"', ['22', '21']],
      [
        'weight',
        'weight.sample_time.civil_time >= "2026-09-25T01:30:00" AND weight.sample_time.civil_time < "2026-09-26T01:30:00"',
        ['21'],
      ],
      [
        'weight',
        'weight.sample_time.civil_time >= "2026-09-25T01:30:01" AND weight.sample_time.civil_time < "2026-09-26T01:30:00"',
        [],
      ],
      ['nutrition-log', 'nutrition_log.interval.civil_start_time < "2026-09-26T12:00:00"', ['51', '50']],
      ['sleep', 'sleep.interval.end_time >= "2026-09-25T07:00:00Z"', ['12', '11']],
      ['sleep', 'sleep.interval.civil_end_time >= "2026-09-25T09:00:01"', ['12']],
      [
        'sleep',
        'sleep.interval.civil_end_time < "2026-09-25" OR sleep.interval.civil_end_time >= "2026-09-26"',
        ['12', '10'],
      ],
      ['sleep', '(sleep.interval.civil_end_time < "2026-09-25")', ['10']],
      ['weight', '\n weight.sample_time.civil_time\t>="2026-09-26" ', ['22']],
      ['weight', ' ', ['22', '21', '20']],
      ['weight', '', ['22', '21', '20']],
    ])('%s: %s', async (type, filter, ids) => {
      const answer = await filtered(type, filter);
      expect([answer.status, idsOf(answer)]).toEqual([200, ids]);
    });

    it('intervals by their start, in UTC and in local time', async () => {
      const physical = await filtered('steps', 'steps.interval.start_time >= "2026-09-25T22:00:00Z"');
      const civil = await filtered('steps', 'steps.interval.civil_start_time >= "2026-09-26"');
      expect(physical.json).toEqual(civil.json);
      expect((civil.json.dataPoints as Json[]).length).toBeGreaterThan(0);
    });

    it('nothing of a daily type without points, but still checks its filter', async () => {
      const filter = 'daily_resting_heart_rate.date >= "2026-09-01" AND daily_resting_heart_rate.date < "2026-10-01"';
      expect((await filtered('daily-resting-heart-rate', filter)).text).toBe('{}');
    });

    it('the same for reconcile', async () => {
      const { json } = await filtered('weight', 'weight.sample_time.civil_time >= "2026-09-26"', ':reconcile');
      expect(json.dataPoints).toHaveLength(1);
    });
  });

  describe('is refused', () => {
    const ofSteps = (rest: string): string => `steps.interval.${rest}`;
    it.each([
      // Members and data types
      ['sleep', 'sleep.interval.civil_start_time >= "2026-09-25"', 'DATA_TYPE_MEMBER', 1, 1],
      ['sleep', 'sleep.interval.start_time >= "2026-09-25T00:00:00Z"', 'DATA_TYPE_MEMBER', 1, 1],
      ['exercise', 'exercise.interval.start_time >= "2026-09-25T00:00:00Z"', 'DATA_TYPE_MEMBER', 1, 1],
      ['nutrition-log', 'nutrition_log.interval.end_time >= "2026-09-25T00:00:00Z"', 'DATA_TYPE_MEMBER', 1, 1],
      ['hydration-log', 'hydration_log.interval.start_time >= "2026-09-25T00:00:00Z"', 'DATA_TYPE_MEMBER', 1, 1],
      ['steps', ofSteps('end_time >= "2026-09-25T00:00:00Z"'), 'DATA_TYPE_MEMBER', 1, 1],
      ['steps', 'steps.count >= "1"', 'DATA_TYPE_MEMBER', 1, 1],
      ['steps', 'steps.constructor >= "1"', 'DATA_TYPE_MEMBER', 1, 1],
      ['weight', 'weight.interval.start_time >= "2026-09-25T00:00:00Z"', 'DATA_TYPE_MEMBER', 1, 1],
      ['food', 'food.display_name >= "x"', 'DATA_TYPE_MEMBER', 1, 1],
      ['body-fat', 'bodyFat.sample_time.civil_time >= "2026-09-25"', 'DATA_TYPE_RESTRICTION', 1, 1],
      ['body-fat', 'body-fat.sample_time.civil_time >= "2026-09-25"', 'DATA_TYPE_RESTRICTION', 1, 1],
      ['steps', 'stepz.interval.start_time >= "2026-09-25T00:00:00Z"', 'DATA_TYPE_RESTRICTION', 1, 1],
      ['steps', 'distance.interval.start_time >= "2026-09-25T00:00:00Z"', 'COLLECTION_MISMATCH', 1, 1],
      ['steps', 'steps >= "2026-09-25"', 'RESTRICTION_COMPARABLE', 1, 1],
      ['steps', '"steps" >= "2026-09-25"', 'RESTRICTION_COMPARABLE', 1, 1],
      ['steps', 'timestamp("2026-09-25")', 'RESTRICTION_COMPARABLE', 1, 1],
      // Comparators and arguments
      ['steps', ofSteps('civil_start_time > "2026-09-25"'), 'RESTRICTION_COMPARATOR', 1, 33],
      ['steps', ofSteps('civil_start_time <= "2026-09-25"'), 'RESTRICTION_COMPARATOR', 1, 33],
      ['steps', ofSteps('civil_start_time = "2026-09-25"'), 'RESTRICTION_COMPARATOR', 1, 33],
      ['steps', ofSteps('civil_start_time != "2026-09-25"'), 'RESTRICTION_COMPARATOR', 1, 33],
      ['steps', ofSteps('civil_start_time:"2026-09-25"'), 'RESTRICTION_COMPARATOR', 1, 32],
      ['steps', ofSteps('civil_start_time'), 'RESTRICTION_COMPARATOR', 1, 1],
      [
        'electrocardiogram',
        'electrocardiogram.interval.start_time < "2026-09-25T00:00:00Z"',
        'RESTRICTION_COMPARATOR',
        1,
        39,
      ],
      ['steps', ofSteps('civil_start_time >= 2026-09-25'), 'RESTRICTION_ARGUMENT', 1, 36],
      // Literals
      ['steps', ofSteps('civil_start_time >= "2026-09-25T00:00:00Z"'), 'CIVIL_DATE_TIME_FORMAT', 1, 36],
      ['steps', ofSteps('civil_start_time >= "2026-09-25T00:00"'), 'CIVIL_DATE_TIME_FORMAT', 1, 36],
      ['steps', ofSteps('civil_start_time >= "2026-02-30"'), 'CIVIL_DATE_TIME_FORMAT', 1, 36],
      ['steps', ofSteps('civil_start_time >= "2026-9-5"'), 'CIVIL_DATE_TIME_FORMAT', 1, 36],
      ['steps', ofSteps('civil_start_time >= "2026-09-25T24:00:00"'), 'CIVIL_DATE_TIME_FORMAT', 1, 36],
      [
        'daily-resting-heart-rate',
        'daily_resting_heart_rate.date >= "2026-09-25T00:00:00Z"',
        'CIVIL_DATE_TIME_FORMAT',
        1,
        34,
      ],
      [
        'daily-resting-heart-rate',
        'daily_resting_heart_rate.date >= "2026-09-25T00:00:00"',
        'CIVIL_DATE_TIME_FORMAT',
        1,
        34,
      ],
      ['steps', ofSteps('start_time >= "2026-09-25"'), 'TIMESTAMP_FORMAT', 1, 30],
      ['steps', ofSteps('start_time >= "2026-09-25T00:00:00"'), 'TIMESTAMP_FORMAT', 1, 30],
      ['steps', ofSteps('start_time >= "2026-13-25T00:00:00Z"'), 'TIMESTAMP_FORMAT', 1, 30],
      ['steps', ofSteps('start_time >= "2026-09-25T00:00:00+0200"'), 'TIMESTAMP_FORMAT', 1, 30],
      ['steps', ofSteps('start_time >= "yesterday"'), 'TIMESTAMP_FORMAT', 1, 30],
      // Structure
      [
        'steps',
        `${ofSteps('civil_start_time >= "2026-09-25"')} OR ${ofSteps('civil_start_time < "2026-09-20"')}`,
        'EXPRESSION_STRUCTURE',
        1,
        49,
      ],
      ['sleep', 'NOT sleep.interval.civil_end_time >= "2026-09-25"', 'EXPRESSION_STRUCTURE', 1, 1],
      ['sleep', '-sleep.interval.civil_end_time >= "2026-09-25"', 'EXPRESSION_STRUCTURE', 1, 1],
      ['sleep', `${'('.repeat(40)}a${')'.repeat(40)}`, 'EXPRESSION_STRUCTURE', 1, 33],
      [
        'steps',
        `${ofSteps('civil_start_time >= "2026-09-25"')} ${ofSteps('civil_start_time < "2026-09-26"')}`,
        'UNEXPECTED_TOKEN',
        1,
        49,
      ],
      ['steps', '>= "2026-09-25"', 'UNEXPECTED_TOKEN', 1, 1],
      ['steps', 'AND', 'UNEXPECTED_TOKEN', 1, 1],
      ['steps', ')', 'UNEXPECTED_TOKEN', 1, 1],
      ['steps', ofSteps('civil_start_time >= ('), 'UNEXPECTED_TOKEN', 1, 36],
      ['steps', ofSteps('civil_start_time >='), 'UNEXPECTED_END_OF_INPUT', 1, 35],
      ['steps', `${ofSteps('civil_start_time >= "2026-09-25"')} AND`, 'UNEXPECTED_END_OF_INPUT', 1, 52],
      ['steps', '(', 'UNEXPECTED_END_OF_INPUT', 1, 2],
      ['sleep', '(sleep.interval.civil_end_time >= "2026-09-25"', 'MISSING_TOKEN', 1, 47],
      ['steps', ofSteps('civil_start_time >= "2026-09-25'), 'MISSING_TOKEN', 1, 36],
      ['steps', "steps.interval.civil_start_time >= '2026-09-25'", 'SYNTAX', 1, 36],
      ['steps', 'steps\n  ! x', 'SYNTAX', 2, 3],
    ])('%s: %s → %s', async (type, filter, reason, line, column) => {
      const answer = await filtered(type, filter);
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_DATA_POINT_FILTER']);
      expect(errorInfoOf(answer).metadata.detailedReasons).toBe(`INVALID_DATA_POINT_FILTER_${reason}`);
      expect(violationsOf(answer)).toHaveLength(1);
      expect(itemAt(violationsOf(answer)).field).toBe('filter');
      expect(itemAt(violationsOf(answer)).description).toMatch(new RegExp(`\\(at line ${line}, column ${column}\\)$`));
    });

    it('with the observed text for a wrong member', async () => {
      const answer = await filtered('sleep', 'sleep.interval.civil_start_time >= "2026-09-25"');
      expect(itemAt(violationsOf(answer)).description).toBe(
        "Member 'sleep.interval.civil_start_time' is not supported for filtering. (at line 1, column 1)",
      );
    });

    it.each([
      [
        'two members',
        'steps.interval.start_time >= "2026-09-25T00:00:00Z" AND steps.interval.civil_start_time < "2026-09-26"',
        ['MIXED_TIME_RESTRICTIONS'],
      ],
      [
        'two types',
        'steps.interval.start_time >= "2026-09-25T00:00:00Z" AND distance.interval.start_time < "2026-09-26T00:00:00Z"',
        ['COLLECTION_MISMATCH', 'MIXED_DATA_TYPE_RESTRICTIONS'],
      ],
      [
        'two errors',
        'steps.interval.start_time > "2026-09-25T00:00:00Z" AND steps.interval.start_time < "tomorrow"',
        ['RESTRICTION_COMPARATOR', 'TIMESTAMP_FORMAT'],
      ],
    ])('with every reason at once for %s', async (_, filter, reasons) => {
      const answer = await filtered('steps', filter);
      const detailed = String(errorInfoOf(answer).metadata.detailedReasons).split(',');
      expect(detailed).toEqual(reasons.map((reason) => `INVALID_DATA_POINT_FILTER_${reason}`));
      expect(violationsOf(answer)).toHaveLength(reasons.length);
    });

    it('when its range is empty, unless refuseEmptyFilterRange is off', async () => {
      const filter =
        'steps.interval.civil_start_time >= "2026-09-25" AND steps.interval.civil_start_time < "2026-09-25"';
      expect(errorInfoOf(await filtered('steps', filter)).reason).toBe('INVALID_TIME_RANGE');
      harness.sandbox.switches.refuseEmptyFilterRange = false;
      expect((await filtered('steps', filter)).text).toBe('{}');
      harness.sandbox.switches.refuseEmptyFilterRange = true;
    });
  });

  const pieces = [
    'steps.interval.start_time',
    'steps.interval.civil_start_time',
    'sleep.interval.end_time',
    'steps',
    '>=',
    '<',
    '<=',
    '=',
    ':',
    'AND',
    'OR',
    'NOT',
    '(',
    ')',
    ',',
    '-',
    '"',
    '"2026-09-25"',
    '"2026-09-25T00:00:00Z"',
    '2026',
    '\\',
    '\n',
    '.',
    '*',
    'ü',
    '\u0000',
  ];

  it.each([
    ['any text', fc.string({ unit: 'grapheme', maxLength: 60 })],
    [
      "any sequence of the filter's own tokens",
      fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((words) => words.join(' ')),
    ],
  ])(
    'reads or refuses %s, without an internal error',
    async (_, texts: fc.Arbitrary<string>) => {
      await fc.assert(
        fc.asyncProperty(texts, fc.constantFrom('steps', 'sleep'), async (text, type) => {
          const { status, json } = await filtered(type, text);
          if (status === 200) return;
          expect(status).toBe(400);
          const { details } = json.error as { details: Json[] };
          expect(['INVALID_DATA_POINT_FILTER', 'INVALID_TIME_RANGE']).toContain(itemAt(details).reason);
        }),
        { numRuns: 250 },
      );
    },
    30_000,
  );
});
