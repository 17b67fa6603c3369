import { InMemoryJobQueue } from '../../spec-support/in-memory-job-queue';
import { until } from '../../../../test/support/until';
import type { FetchJob } from '../queue/fetch-job';
import { HistoricalQueue } from '../queue/historical.queue';
import { PostponedError } from '../queue/job-queue';
import type { BudgetShare } from '../quota/budget';
import type { FetchRunner } from './fetch-runner';
import { HistoricalProcessor } from './historical.processor';

describe('a fetch of an import', () => {
  it('is backfill the first time, and returning backfill afterwards', async () => {
    const shares: BudgetShare[] = [];
    const runner: Pick<FetchRunner, 'runJob'> = {
      runJob: (_, share) => {
        shares.push(share);
        return shares.length < 3 ? Promise.reject(new PostponedError(0)) : Promise.resolve('stored');
      },
    };
    const queue = new HistoricalQueue(new InMemoryJobQueue<FetchJob>());
    new HistoricalProcessor(queue, runner as FetchRunner).onApplicationBootstrap();
    const window = { from: '2026-01-01', to: '2026-01-31' };
    const fetch: FetchJob = { connectionId: 'c', grantEpoch: 1, endpoint: 'steps', resources: [], window };
    await queue.add([{ fetch, delayMs: 0 }]);
    await until('three runs', () => shares.length === 3);
    expect(shares).toEqual(['backfill', 'returning', 'returning']);
  });
});
