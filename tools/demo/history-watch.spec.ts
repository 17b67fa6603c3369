import type { ImportProgress } from 'nestjs-fitbit';
import { watchHistories } from './history-watch';

function progress(doneDays: number, more: Partial<ImportProgress> = {}): ImportProgress {
  return {
    state: 'active',
    from: '2026-01-01',
    through: '2026-01-10',
    doneDays,
    totalDays: 10,
    complete: doneDays === 10,
    resources: [{ resource: 'activities/steps', status: 'importing', doneDays, totalDays: 10 }],
    etaMs: 0,
    blockedBy: [],
    failures: [],
    ...more,
  };
}

/** Each reading is a second later. */
function ticking(): () => number {
  let seconds = 0;
  return () => 1000 * seconds++;
}

describe('waiting for histories', () => {
  it('ends when every ledger is complete', async () => {
    let days = 0;
    const progressOf = () => Promise.resolve(progress(Math.min(10, days++)));
    const outcomes = await watchHistories(['1', '2'], { progressOf, now: ticking(), pollMs: 0 });
    expect([...outcomes.values()].map(({ complete }) => complete)).toEqual([true, true]);
  });

  it('gives up when no ledger makes progress, and says what blocks', async () => {
    const progressOf = () => Promise.resolve(progress(4));
    const outcomes = await watchHistories(['1'], { progressOf, now: ticking(), pollMs: 0 });
    expect(outcomes.get('1')).toMatchObject({ complete: false, blockedBy: ['activities/steps has 4 of 10 days'] });
  });

  it('does not wait for a connection that only its user can restore', async () => {
    const now = ticking();
    const progressOf = () => Promise.resolve(progress(4, { state: 'upstream_gone' }));
    const outcomes = await watchHistories(['1'], { progressOf, now, pollMs: 0 });
    expect(outcomes.get('1')?.blockedBy).toEqual(['the connection is in state upstream_gone']);
    expect(now()).toBeLessThan(120_000);
  });

  it('does not wait for a user who could not connect', async () => {
    const lost = () => 'the consent ended at /fitbit/error';
    const progressOf = () => Promise.resolve(undefined);
    const outcomes = await watchHistories(['1'], { progressOf, lost, now: ticking(), pollMs: 0 });
    expect(outcomes.get('1')).toMatchObject({ complete: false, blockedBy: ['the consent ended at /fitbit/error'] });
  });
});
