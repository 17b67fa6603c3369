import * as fc from 'fast-check';
import { MINUTE_MS } from '../../calendar/iso-date';
import type { RecordedSleep } from '../person';
import { sessionOf } from './session';
import { type SleepMinutes, withFigure } from './sleep-minutes';

const START_MS = Date.parse('2026-03-28T22:10:00Z');

/** A night as the people of the sandbox have it. */
const nights = fc
  .record({
    asleep: fc.integer({ min: 0, max: 700 }),
    awake: fc.integer({ min: 0, max: 90 }),
    toFallAsleep: fc.integer({ min: 0, max: 15 }),
    afterWakeUp: fc.integer({ min: 0, max: 15 }),
    type: fc.constantFrom<RecordedSleep['type']>('STAGES', 'CLASSIC'),
  })
  .filter(({ asleep, awake }) => asleep + awake > 0)
  .map(({ type, ...minutes }) => {
    const inBed = minutes.asleep + minutes.awake + minutes.toFallAsleep + minutes.afterWakeUp;
    return { type, minutes: withFigure({ ...minutes, inBed, awakenings: 3 }, 'inBed', inBed, type) };
  });

function session(type: RecordedSleep['type'], minutes: SleepMinutes): RecordedSleep {
  const offsets = { startUtcOffsetSeconds: 3_600, endUtcOffsetSeconds: 7_200 };
  return sessionOf({ id: '17', startMs: START_MS, ...offsets, type, mainSleep: true }, minutes);
}

/** The stages must tell what the summary tells. */
function expectStagesToAgree(night: RecordedSleep): void {
  let endMs = night.startMs;
  const lengths: Record<string, number> = { AWAKE: 0, RESTLESS: 0 };
  for (const stage of night.stages) {
    expect(stage.startMs).toBe(endMs);
    expect(stage.endMs).toBeGreaterThan(stage.startMs);
    lengths[stage.type] = (lengths[stage.type] ?? 0) + (stage.endMs - stage.startMs) / MINUTE_MS;
    endMs = stage.endMs;
  }
  const { AWAKE = 0, RESTLESS = 0, ...asleep } = lengths;
  expect(endMs).toBe(night.endMs);
  expect(night.endMs - night.startMs).toBe(night.minutesInSleepPeriod * MINUTE_MS);
  expect(AWAKE + RESTLESS).toBe(night.minutesAwake + night.minutesToFallAsleep + night.minutesAfterWakeUp);
  expect(Object.values(asleep).reduce((sum, minutes) => sum + minutes, 0)).toBe(night.minutesAsleep);
  expect(night.stages.filter(({ type }) => type === 'AWAKE')).toHaveLength(night.awakenings);
}

describe('a sleep session', () => {
  it('has stages without gaps that match its summary', () => {
    fc.assert(fc.property(nights, ({ type, minutes }) => expectStagesToAgree(session(type, minutes))));
  });

  it('has only the stages of its type', () => {
    fc.assert(
      fc.property(nights, ({ type, minutes }) => {
        const allowed = type === 'STAGES' ? ['AWAKE', 'LIGHT', 'DEEP', 'REM'] : ['AWAKE', 'RESTLESS', 'ASLEEP'];
        expect(session(type, minutes).stages.every((stage) => allowed.includes(stage.type))).toBe(true);
      }),
    );
  });

  it('stays consistent after any value was set', () => {
    const figures = fc.constantFrom('inBed', 'asleep', 'awake', 'toFallAsleep', 'afterWakeUp', 'awakenings');
    fc.assert(
      fc.property(nights, figures, fc.integer({ min: 1, max: 600 }), ({ type, minutes }, figure, value) => {
        const changed = withFigure(minutes, figure, value, type);
        expect(changed[figure]).toBe(value);
        expectStagesToAgree(session(type, changed));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps the time in bed while there is enough sleep to shorten', () => {
    const minutes = { inBed: 400, asleep: 380, awake: 20, toFallAsleep: 0, afterWakeUp: 0, awakenings: 2 };
    expect(withFigure(minutes, 'awake', 50, 'STAGES')).toEqual({ ...minutes, asleep: 350, awake: 50 });
    expect(withFigure(minutes, 'asleep', 450, 'STAGES')).toMatchObject({ inBed: 450, awake: 0, awakenings: 0 });
    expect(withFigure(minutes, 'awakenings', 0, 'STAGES')).toMatchObject({ inBed: 400, asleep: 400, awake: 0 });
    expect(withFigure(minutes, 'awakenings', 0, 'CLASSIC')).toEqual({ ...minutes, awakenings: 0 });
  });
});
