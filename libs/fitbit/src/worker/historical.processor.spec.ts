import type { Job } from 'bull';
import type { BudgetShare } from '../quota/budget';
import type { FetchJob } from '../queue/fetch.queue';
import type { HistoricalQueue } from '../queue/historical.queue';
import type { FetchRunner } from './fetch-runner';
import { HistoricalProcessor } from './historical.processor';

describe('a fetch of an import', () => {
  it('asks for its first turn once, and then as one that comes back', async () => {
    const shares: BudgetShare[] = [];
    let run: (job: Job<FetchJob>) => Promise<void> = () => Promise.reject(new Error('no processor'));
    const queue: Pick<HistoricalQueue, 'process'> = {
      process: (_name, _concurrency, processor) => {
        run = processor as typeof run;
      },
    };
    const runner: Pick<FetchRunner, 'runJob'> = {
      runJob: (_, share) => {
        shares.push(share);
        return Promise.resolve();
      },
    };
    new HistoricalProcessor(queue as HistoricalQueue, runner as FetchRunner).onApplicationBootstrap();
    for (const attemptsMade of [0, 1, 2]) {
      await run({ data: { connectionId: 'c' }, attemptsMade } as Job<FetchJob>);
    }
    expect(shares).toEqual(['backfill', 'returning', 'returning']);
  });
});
