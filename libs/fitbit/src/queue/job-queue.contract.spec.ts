import type { Queue } from 'bull';
import { BullJobQueue } from './bull/bull-job-queue';
import { InMemoryJobQueue, InMemoryJobs } from '../../spec-support/in-memory-job-queue';
import { createQueue } from '../../../../test/support/queues';
import { createRedisKeyspace } from '../../../../tools/support/redis-keyspace';
import { describeJobQueueContract } from '../../spec-support/job-queue-contract';

jest.setTimeout(30_000); // a bound for a busy machine

describeJobQueueContract('Bull', () => {
  const redis = createRedisKeyspace();
  let queues: Queue<object>[] = [];
  return {
    connect: () => {
      const queue = createQueue<object>(redis, 'contract');
      queues.push(queue);
      return new BullJobQueue(queue);
    },
    reset: async () => {
      await Promise.all(queues.map((queue) => queue.close()));
      queues = [];
      await redis.clear();
    },
    close: () => redis.clear(),
  };
});

describeJobQueueContract('in memory', () => {
  let jobs = new InMemoryJobs();
  return {
    connect: () => new InMemoryJobQueue(jobs),
    reset: () => {
      jobs = new InMemoryJobs();
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
});
