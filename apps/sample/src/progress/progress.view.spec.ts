import type { FetchFailure, ImportProgress } from 'nestjs-fitbit';
import { liveView, progressView } from './progress.view';

const NOW = new Date('2026-01-01T12:00:00Z');
const inMs = (ms: number) => new Date(NOW.getTime() + ms);

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
    expect(progressView(progress, NOW).percent).toBe(99);
    expect(progressView({ ...progress, complete: true }, NOW).percent).toBe(100);
  });

  it('does not call a history complete that has stopped', () => {
    const lost = { ...progress, complete: true, state: 'reauthorization_required' } as const;
    expect(progressView(lost, NOW)).toMatchObject({ complete: false, title: 'No new days arrive' });
    const live = liveView(lost, NOW);
    expect(live).toMatchObject({ complete: false, title: 'Nothing can be read' });
    const texts = Object.values(live.resources).map(({ text }) => text);
    expect(texts).toEqual(['Not readable now', 'Not readable now', 'Not available', 'Not consented']);
  });

  it('calls nothing up to date or on its way that has stopped, and lists no attempt that nobody makes', () => {
    const failures = [{ code: 'FITBIT_REAUTHORIZATION_REQUIRED', from: '', to: '', resources: [] } as unknown];
    const view = progressView({ ...progress, state: 'revoked', failures: failures as FetchFailure[] }, NOW);
    const texts = Object.values(view.resources).map(({ text }) => text);
    expect(texts).toEqual(['Stopped at 99 %', 'No longer updated', 'Not available', 'Not consented']);
    expect(view.failures).toEqual([]);
  });

  it('gives every state of a resource its own words', () => {
    const texts = Object.values(progressView(progress, NOW).resources).map(({ text }) => text);
    expect(texts).toEqual(['Importing, 99 %', 'Up to date', 'Not available', 'Not consented']);
  });

  it('says that it waits before the first day is known', () => {
    const { percent, summary } = progressView({ ...progress, doneDays: 0, totalDays: 0 }, NOW);
    expect({ percent, summary }).toEqual({ percent: 0, summary: 'Waiting for the first answer.' });
    const joinedToday = progressView({ ...progress, doneDays: 0, totalDays: 0, complete: true }, NOW);
    expect(joinedToday.summary).toBe('There are no past days yet.');
  });

  it('says when something was left unticked, also when all the rest is here', () => {
    const unticked = {
      ...progress,
      complete: true,
      blockedBy: [{ kind: 'scope', resources: ['body/weight'] }],
    } as const;
    const { notConsented, summary } = progressView(unticked, NOW);
    expect({ notConsented, summary }).toEqual({
      notConsented: true,
      summary: 'Everything you allowed from 1 Jan 2023 to 31 Dec 2025 is here.',
    });
  });

  it.each([
    [60_000, [], ''],
    [600_000, [], ' About 10 minutes to go.'],
    [
      7_200_000,
      [{ kind: 'budget', until: inMs(3_240_000) }],
      ' The quota is used up; it goes on in 54 minutes. About 2 hours to go.',
    ],
    [
      null,
      [{ kind: 'upstream', until: inMs(15_000) }],
      ' The service has trouble at the moment; it is asked again within a minute.',
    ],
  ] as const)('says how long it takes, and what is in the way (%s)', (etaMs, blockedBy, text) => {
    const { summary } = progressView({ ...progress, etaMs, blockedBy }, NOW);
    expect(summary).toBe(`1,995 of 2,000 days of all series, from 1 Jan 2023 to 31 Dec 2025.${text}`);
  });
});
