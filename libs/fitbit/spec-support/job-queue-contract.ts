import { type JobQueue, type NewJob, PostponedError, type QueuedJob } from '../src/queue/job-queue';
import { until } from '../../../test/support/until';

/** One server of the implementation under test. */
export interface JobQueueServer {
  /** A queue object as another process would have it: all of them share their jobs. */
  connect(): JobQueue;
  /** Removes all jobs, and closes what {@link connect} returned. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const job = (id: string, given: Partial<NewJob<object>> = {}): NewJob<object> => ({
  name: 'fetch',
  id,
  data: { id },
  delayMs: 0,
  ...given,
});

/** What sync/ and worker/ rely on, for each implementation of {@link JobQueue}. */
export function describeJobQueueContract(implementation: string, open: () => JobQueueServer): void {
  describe(`a job queue (${implementation})`, () => {
    let server: JobQueueServer;
    let queue: JobQueue;
    beforeAll(() => {
      server = open();
    });
    beforeEach(() => {
      queue = server.connect();
    });
    afterEach(() => server.reset());
    afterAll(() => server.close());

    /** Runs jobs, and records each run. */
    function record(
      worker: JobQueue,
      run: (job: QueuedJob) => Promise<void> = () => Promise.resolve(),
      { name = 'fetch', concurrency = 1 } = {},
    ): QueuedJob[] {
      const runs: QueuedJob[] = [];
      worker.process(name, concurrency, (given) => {
        runs.push(given);
        return run(given);
      });
      return runs;
    }
    const ids = (runs: readonly QueuedJob[]) => runs.map(({ id }) => id);

    /** A job that runs until the test ends it. */
    function hold(worker: JobQueue) {
      let end = () => undefined as void;
      const held = new Promise<void>((resolve) => (end = resolve));
      return { runs: record(worker, () => held), end };
    }

    it('hands each job to the processor of its name, with its data, in order', async () => {
      await queue.add([job('a', { data: { days: [1, 2] } }), job('b'), job('c', { name: 'wake-up' })]);
      const fetches = record(queue);
      const wakeUps = record(queue, undefined, { name: 'wake-up' });
      await until('all jobs', () => fetches.length === 2 && wakeUps.length === 1);
      expect(ids(fetches)).toEqual(['a', 'b']);
      expect(fetches[0]).toMatchObject({ id: 'a', name: 'fetch', data: { days: [1, 2] }, attemptsMade: 0 });
      expect(fetches[0]?.attempts).toBeUndefined();
      expect(ids(wakeUps)).toEqual(['c']);
    });

    it('hands a job to one of several processes', async () => {
      const runs = [record(queue), record(server.connect())];
      await queue.add(Array.from({ length: 20 }, (_, index) => job(`j${index}`)));
      await until('all jobs', () => runs.flat().length >= 20);
      expect(new Set(ids(runs.flat())).size).toBe(20);
    });

    it('runs no more jobs at a time than it was told to', async () => {
      let [now, most] = [0, 0];
      const runs = record(
        queue,
        async () => {
          most = Math.max(most, ++now);
          await new Promise((resolve) => setTimeout(resolve, 5));
          now -= 1;
        },
        { concurrency: 3 },
      );
      await queue.add(Array.from({ length: 12 }, (_, index) => job(`j${index}`)));
      await until('all jobs', () => runs.length === 12);
      expect(most).toBe(3);
    });

    it('drops a job whose id waits, and keeps the delay of the one that waits', async () => {
      await queue.add([job('a', { delayMs: 60_000 })]);
      await queue.add([job('a'), job('b')]);
      const runs = record(queue);
      await until('the job without a delay', () => runs.length === 1);
      expect(ids(runs)).toEqual(['b']);
      expect(await queue.cancel('')).toBe(1);
    });

    it('drops a job whose id runs, and accepts the id again when the run has ended', async () => {
      const held = hold(queue);
      await queue.add([job('a')]);
      await until('the job to run', () => held.runs.length === 1);
      await queue.add([job('a')]);
      held.end();
      await queue.add([job('b')]);
      await until('the next job', () => held.runs.length === 2);
      await queue.add([job('a')]);
      await until('the id again', () => held.runs.length === 3);
      expect(ids(held.runs)).toEqual(['a', 'b', 'a']);
    });

    it('runs a job no earlier than its delay says', async () => {
      const runs = record(queue);
      const addedAt = Date.now();
      await queue.add([job('a', { delayMs: 100 })]);
      await until('the job', () => runs.length === 1);
      expect(Date.now() - addedAt).toBeGreaterThanOrEqual(99);
    });

    it('runs a postponed job again under its id, as often as it is postponed', async () => {
      const runs = record(queue, ({ id, attemptsMade }) =>
        id === 'a' && attemptsMade < 9 ? Promise.reject(new PostponedError(1)) : Promise.resolve(),
      );
      await queue.add([job('a')]);
      await until('the last run', () => runs.length === 10);
      expect(runs.map(({ attemptsMade }) => attemptsMade)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      await queue.add([job('b')]);
      await until('the next job', () => runs.length === 11);
      expect(ids(runs).at(-1)).toBe('b');
    });

    it('does not count a postponed run that asks not to be counted', async () => {
      const runs: QueuedJob[] = record(queue, () =>
        runs.length < 4 ? Promise.reject(new PostponedError(0, { countsAsAttempt: false })) : Promise.resolve(),
      );
      await queue.add([job('a', { retries: { attempts: 2, firstRetryMs: 1 } })]);
      await until('the last run', () => runs.length === 4);
      expect(runs.map(({ attemptsMade }) => attemptsMade)).toEqual([0, 0, 0, 0]);
    });

    it('ends a job without a retry policy at its first error, and accepts its id again', async () => {
      const runs = record(queue, () => Promise.reject(new Error('failed')));
      await queue.add([job('a')]);
      await until('the first run', () => runs.length === 1);
      await queue.add([job('b')]);
      await until('the next job', () => runs.length === 2);
      await queue.add([job('a')]);
      await until('the id again', () => runs.length === 3);
      expect(ids(runs)).toEqual(['a', 'b', 'a']);
    });

    it('retries a job with a retry policy, and ends it after its last attempt', async () => {
      const runs = record(queue, () => Promise.reject(new Error('failed')));
      await queue.add([job('a', { retries: { attempts: 3, firstRetryMs: 1 } })]);
      await until('the last attempt', () => runs.length === 3);
      expect(runs.map(({ attemptsMade, attempts }) => [attemptsMade, attempts])).toEqual([
        [0, 3],
        [1, 3],
        [2, 3],
      ]);
      await queue.add([job('b')]);
      await until('the next job', () => runs.length === 4);
      expect(await queue.cancel('')).toBe(0);
      expect(ids(runs)).toEqual(['a', 'a', 'a', 'b']);
    });

    it('cancels the jobs of a prefix that wait, and leaves the others and those that run', async () => {
      const held = hold(queue);
      await queue.add([job('c1|running')]);
      await until('the job to run', () => held.runs.length === 1);
      await queue.add([job('c1|waiting'), job('c1|delayed', { delayMs: 60_000 }), job('c2|waiting')]);
      expect(await queue.cancel('c1|')).toBe(2);
      held.end();
      await until('the other job', () => held.runs.length === 2);
      expect(ids(held.runs)).toEqual(['c1|running', 'c2|waiting']);
      expect(await queue.cancel('c')).toBe(0);
    });

    it('finishes what runs, takes no more, and leaves the rest to another process', async () => {
      const held = hold(queue);
      await queue.add([job('a'), job('b')]);
      await until('the first job to run', () => held.runs.length === 1);
      let finished = false;
      const finishing = queue.finish().then(() => (finished = true));
      await new Promise(setImmediate);
      expect(finished).toBe(false);
      held.end();
      await finishing;
      await queue.release();
      const others = record(server.connect());
      await until('another process to run the second job', () => others.length === 1);
      expect([ids(held.runs), ids(others)]).toEqual([['a'], ['b']]);
      expect(others[0]?.attemptsMade).toBe(0);
    });

    it('accepts progress reports, and thousands of jobs at once', async () => {
      await queue.add(Array.from({ length: 1_200 }, (_, index) => job(`j${index}`, { delayMs: 60_000 })));
      const runs = record(queue, ({ reportProgress }) => reportProgress(50));
      await queue.add([job('a')]);
      await until('the job', () => runs.length === 1);
      expect(await queue.cancel('j')).toBe(1_200);
    });
  });
}
