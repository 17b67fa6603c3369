import fc from 'fast-check';
import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { AnswerNode } from '../../http/answer-node';
import { isRecord } from '../../http/json-text';
import { ENDPOINTS } from '../endpoints';

const window = { from: '2026-09-01', to: '2026-09-30' };
const day = (date: number) => ({ date: { year: 2026, month: 9, day: date }, time: {} });
const rollup = (date: number, payload: object) => ({
  civilStartTime: day(date),
  civilEndTime: day(date + 1),
  ...payload,
});
const rollups = (payload: object) => [rollup(25, payload), rollup(24, payload)];
const sample = (payload: object) => ({
  ...payload,
  sampleTime: {
    physicalTime: '2026-09-25T22:15:10Z',
    utcOffset: '32400s',
    civilTime: { date: { year: 2026, month: 9, day: 26 }, time: { hours: 7, minutes: 15, seconds: 10 } },
  },
});
const level = (activityLevel: string) => ({ activityLevel, activeMinutesSum: '10' });
const levels = ['LIGHT', 'MODERATE', 'VIGOROUS'].map(level);

/** Whole answers, one for each type of data. */
const ANSWERS: Readonly<Record<string, readonly object[]>> = {
  steps: rollups({ steps: { countSum: '9525' } }),
  distance: rollups({ distance: { millimetersSum: '7241300' } }),
  floors: rollups({ floors: { countSum: '12' } }),
  altitude: rollups({ altitude: { gainMillimetersSum: '36576' } }),
  'active-energy-burned': rollups({ activeEnergyBurned: { kcalSum: 842.1 } }),
  'total-calories': rollups({ totalCalories: { kcalSum: 3028.784634 } }),
  'sedentary-period': rollups({ sedentaryPeriod: { durationSum: '41490s' } }),
  'active-minutes': rollups({ activeMinutes: { activeMinutesRollupByActivityLevel: levels } }),
  'nutrition-log': rollups({ nutritionLog: { energy: { kcalSum: 1930 } } }),
  'hydration-log': rollups({ hydrationLog: { amountConsumed: { millilitersSum: 1500 } } }),
  weight: [{ dataPointName: 'users/1/dataTypes/weight/dataPoints/1', weight: sample({ weightGrams: 90_200 }) }],
  'body-fat': [{ bodyFat: sample({ percentage: 25.8 }) }],
  sleep: [
    {
      dataPointName: 'users/1/dataTypes/sleep/dataPoints/1',
      sleep: {
        interval: {
          startTime: '2026-09-26T04:09:00Z',
          startUtcOffset: '32400s',
          endTime: '2026-09-26T08:23:00Z',
          endUtcOffset: '32400s',
        },
        stages: ['AWAKE', 'LIGHT'].map((type) => ({ type })),
        metadata: { processed: true, mainSleep: true },
        summary: {
          minutesInSleepPeriod: '254',
          minutesAfterWakeUp: '1',
          minutesToFallAsleep: '2',
          minutesAsleep: '245',
          minutesAwake: '6',
          stagesSummary: [{ type: 'AWAKE', count: '1' }],
        },
      },
    },
  ],
};

const GARBAGE = [undefined, null, 'NaN', 'Infinity', '-1', '', 'x', -1, 1e300, true, {}, [], 0.5, '0.5', '99999-01-01'];

/** Everything that can be replaced: each value of each object, however deep. */
function places(value: unknown): [holder: Record<string, unknown>, key: string][] {
  if (Array.isArray(value)) return value.flatMap(places);
  if (!isRecord(value)) return [];
  return Object.keys(value).flatMap((key) => [
    [value, key] as [Record<string, unknown>, string],
    ...places(value[key]),
  ]);
}

/** By rule a level that is missing in a day that exists is 0, so this list may go; and a fraction is a double's right. */
const isAllowed = (key: string, garbage: unknown) =>
  key === 'activeMinutesRollupByActivityLevel' ||
  key === 'activeMinutes' ||
  (/^(kcalSum|millilitersSum|weightGrams|percentage)$/.test(key) && garbage === 0.5);

describe('an answer that is damaged anywhere', () => {
  it.each(ENDPOINTS.all)('$key yields its values, fewer of them or an error, never another value', (read) => {
    const answer = ANSWERS[read.dataType] ?? [];
    const interpret = (points: readonly unknown[]) =>
      read.interpret(new AnswerNode({ points }).items('points'), {
        endpoint: read.key,
        resources: read.resources,
        window,
      });
    const whole = interpret(answer);
    expect(new Set(whole.map(({ resource }) => resource))).toEqual(new Set(read.resources));
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...GARBAGE), (choice, garbage) => {
        const damaged = structuredClone(answer);
        const all = places(damaged);
        const [holder, key] = all[choice % all.length] ?? [{}, ''];
        fc.pre(!isAllowed(key, garbage));
        holder[key] = garbage;
        try {
          expect(whole).toEqual(expect.arrayContaining(interpret(damaged)));
        } catch (error) {
          if (!(error instanceof MalformedAnswerError)) throw error;
        }
      }),
      { numRuns: 400 },
    );
  });
});
