import type { ImportProgress } from 'nestjs-fitbit';
import { progressView } from './progress.view';

const progress: ImportProgress = {
  state: 'active',
  from: '2023-01-01',
  through: '2025-12-31',
  doneDays: 1995,
  totalDays: 2000,
  complete: false,
  resources: [
    { resource: 'activities/steps', status: 'importing', doneDays: 995, totalDays: 1000 },
    { resource: 'sleep/minutesAsleep', status: 'complete', doneDays: 1000, totalDays: 1000 },
    { resource: 'body/bmi', status: 'not_available', doneDays: 0, totalDays: 0 },
    { resource: 'body/weight', status: 'not_consented', doneDays: 0, totalDays: 0 },
  ],
  etaMs: 0,
  blockedBy: [],
  failures: [],
};

describe('the progress of an import', () => {
  it('does not say 100 % before everything is here', () => {
    expect(progressView(progress).percent).toBe(99);
    expect(progressView({ ...progress, complete: true }).percent).toBe(100);
  });

  it('does not call a history complete that has stopped', () => {
    const { complete, title } = progressView({ ...progress, complete: true, state: 'reauthorization_required' });
    expect({ complete, title }).toEqual({ complete: false, title: 'No new days arrive' });
  });

  it('gives every state of a resource its own words', () => {
    const texts = Object.values(progressView(progress).resources).map(({ text }) => text);
    expect(texts).toEqual(['Importing, 99 %', 'Up to date', 'Not available', 'Not consented']);
  });

  it('says that it waits before the first day is known', () => {
    const { percent, summary } = progressView({ ...progress, doneDays: 0, totalDays: 0 });
    expect({ percent, summary }).toEqual({ percent: 0, summary: 'Waiting for the first answer.' });
  });

  it.each([
    [60_000, [], ''],
    [600_000, [], ' About 10 minutes to go.'],
    [7_200_000, [{ kind: 'budget', until: new Date() }], ' The quota of this hour is used up. About 2 hours to go.'],
    [
      null,
      [{ kind: 'upstream', until: new Date() }],
      ' The service has trouble at the moment; it is tried again soon.',
    ],
  ] as const)('says how long it takes, and what is in the way (%s)', (etaMs, blockedBy, text) => {
    const { summary } = progressView({ ...progress, etaMs, blockedBy });
    expect(summary).toBe(`1,995 of 2,000 days of all series, from 2023-01-01 to 2025-12-31.${text}`);
  });
});
