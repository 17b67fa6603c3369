import { EMPTY_COVERAGE, holes, type Ledger } from '../model/coverage';
import type { FetchFailure } from '../model/progress';
import { plan as planGoogle } from '../upstream/google-health/planner';
import { isObsolete, pausedDays } from './paused-days';
import { planDays } from './plan-days';

const NOW = new Date('2026-11-22T12:00:00Z');

describe('a fetch that failed', () => {
  const failure: FetchFailure = {
    endpoint: 'r',
    from: '2026-01-01',
    to: '2026-01-31',
    resources: ['activities/steps', 'activities/floors'],
    attempts: 8,
    code: 'FITBIT_MALFORMED_ANSWER',
    message: '',
    failedAt: NOW,
    nextAttemptAt: new Date(NOW.getTime() + 60_000),
  };

  it('keeps its days out of plans until it is due, and no others', () => {
    expect(pausedDays([failure], failure.nextAttemptAt)).toEqual(new Map());
    const paused = pausedDays([failure, { ...failure, from: '2026-03-01', to: '2026-03-02' }], NOW);
    const range = { from: '2026-01-01', to: '2026-02-01' };
    const planned = planDays(
      { plan: planGoogle },
      { resources: ['activities/steps', 'body/weight'], range, ledger: new Map(), paused },
      holes,
    );
    expect(planned.map(({ resources: [name], window }) => [name, window.from])).toEqual([
      ['activities/steps', '2026-02-01'],
      ['body/weight', '2026-01-01'],
    ]);
  });

  it('is due at once when it was recorded under a clock that was ahead', () => {
    const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);
    expect(pausedDays([{ ...failure, failedAt: inDays(1), nextAttemptAt: inDays(2) }], NOW)).toEqual(new Map());
    // As long as a pause may be.
    expect(pausedDays([{ ...failure, nextAttemptAt: inDays(8) }], NOW).size).toBe(2);
  });

  it('is obsolete when other windows brought its days and it was due for a day', () => {
    const fetched = (to: string): Ledger =>
      new Map(failure.resources.map((name) => [name, { ...EMPTY_COVERAGE, fetched: [{ from: '2026-01-01', to }] }]));
    const later = new Date(failure.nextAttemptAt.getTime() + 86_400_000);
    expect(isObsolete(failure, fetched('2026-02-01'), later)).toBe(true);
    expect(isObsolete(failure, fetched('2026-02-01'), NOW)).toBe(false);
    expect(isObsolete(failure, fetched('2026-01-30'), later)).toBe(false);
  });
});
