import type { FetchFailure } from 'nestjs-fitbit';
import { failureLines } from './failure-lines';

const failure = (code: string, from: string, to: string, ...resources: string[]) =>
  ({ code, from, to, resources, endpoint: 'reconcile:sleep:all-sources' }) as unknown as FetchFailure;
const AWAY = 'FITBIT_UPSTREAM_UNAVAILABLE';

describe('what could not be fetched', () => {
  it('is one line for each cause, however many windows failed, in the words of the page', () => {
    const sleep = ['sleep/minutesAsleep', 'sleep/timeInBed', 'sleep/startTime', 'sleep/minutesAwake'];
    expect(
      failureLines([
        failure(AWAY, '2025-12-01', '2026-02-26', ...sleep),
        failure(AWAY, '2025-09-02', '2025-11-30', ...sleep),
        failure('FITBIT_REQUEST_REFUSED', '2026-02-27', '2026-02-27', 'body/weight'),
      ]),
    ).toEqual([
      'Asleep, In bed, Fell asleep at and 1 more, days between 2 Sept 2025 and 26 Feb 2026: ' +
        'no answer at the moment; they are tried again.',
      'Weight, 27 Feb 2026: the request was refused; they are tried again later.',
    ]);
  });

  it('never shows a code', () => {
    const line = failureLines([failure('FITBIT_INTERNAL', '2026-01-01', '2026-01-02', 'body/weight')]).join();
    expect(line).toContain('something went wrong');
    expect(line).not.toContain('FITBIT');
  });
});
