import fc from 'fast-check';
import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { AnswerNode } from '../../http/answer-node';
import { isRecord } from '../../http/json-text';
import type { Endpoint } from '../endpoint';
import { SERIES, SLEEP, SUMMARY } from '../endpoints';

const window = { from: '2026-09-25', to: '2026-09-25' };

const SUMMARY_ANSWER = {
  summary: {
    activityCalories: 1457,
    caloriesBMR: 1623,
    caloriesOut: 2828,
    distances: [
      { activity: 'total', distance: 12.32 },
      { activity: 'tracker', distance: 12.31 },
    ],
    elevation: 79.25,
    fairlyActiveMinutes: 63,
    floors: 26,
    lightlyActiveMinutes: 59,
    sedentaryMinutes: 815,
    steps: 15207,
    veryActiveMinutes: 101,
  },
};
const SLEEP_ANSWER = {
  sleep: [
    {
      dateOfSleep: '2026-09-25',
      efficiency: 91,
      isMainSleep: true,
      levels: { summary: { wake: { count: 16, minutes: 34 } } },
      logId: 45_936_165_170,
      minutesAfterWakeup: 1,
      minutesAsleep: 212,
      minutesAwake: 34,
      minutesToFallAsleep: 2,
      startTime: '2026-09-25T02:18:00.000',
      timeInBed: 249,
    },
  ],
};

function answerOf({ key, subject }: Endpoint): object {
  if (key === SUMMARY.key) return SUMMARY_ANSWER;
  if (key === SLEEP.key) return SLEEP_ANSWER;
  return { [subject.replaceAll('/', '-')]: [{ dateTime: '2026-09-25', value: '9525' }] };
}

const GARBAGE = [
  undefined,
  null,
  'NaN',
  'Infinity',
  '-1',
  '',
  'x',
  -1,
  1e300,
  true,
  {},
  [],
  '1e5x',
  '0x1',
  '2026-09-26',
];

/** Everything that can be replaced: each value of each object, however deep. */
function places(value: unknown): [holder: Record<string, unknown>, key: string][] {
  if (Array.isArray(value)) return value.flatMap(places);
  if (!isRecord(value)) return [];
  return Object.keys(value).flatMap((key) => [
    [value, key] as [Record<string, unknown>, string],
    ...places(value[key]),
  ]);
}

describe('an answer that is damaged anywhere', () => {
  it.each([...SERIES, SUMMARY, SLEEP])(
    '$key yields its values, fewer of them or an error, never another value',
    (read) => {
      const interpret = (answer: unknown) =>
        read.interpret(new AnswerNode(answer), { endpoint: read.key, resources: read.resources, window });
      const whole = interpret(answerOf(read));
      expect(new Set(whole.map(({ resource }) => resource))).toEqual(new Set(read.resources));
      fc.assert(
        fc.property(fc.nat(), fc.constantFrom(...GARBAGE), (choice, garbage) => {
          const damaged = structuredClone(answerOf(read));
          const all = places(damaged);
          const [holder, key] = all[choice % all.length] ?? [{}, ''];
          holder[key] = garbage;
          try {
            expect(whole).toEqual(expect.arrayContaining(interpret(damaged)));
          } catch (error) {
            if (!(error instanceof MalformedAnswerError)) throw error;
          }
        }),
      );
    },
  );
});
