import type { Queue } from 'bull';

/**
 * KEYS[1] ids of active jobs
 * KEYS[2] ids that are marked for the next check for stalled jobs
 * KEYS[3] ids of waiting jobs
 * KEYS[4] ids of waiting jobs while the queue is paused in all processes
 * KEYS[5] exists while the queue is paused in all processes
 * KEYS[6] prefix of the jobs' keys
 * ARGV[1] the token that this process writes into its locks
 */
const RELEASE = `
  local waiting = redis.call('EXISTS', KEYS[5]) == 1 and KEYS[4] or KEYS[3]
  for _, id in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
    local lock = KEYS[6] .. id .. ':lock'
    local owner = redis.call('GET', lock)
    if owner == ARGV[1] then
      redis.call('DEL', lock)
      redis.call('SREM', KEYS[2], id)
      redis.call('LREM', KEYS[1], 1, id)
      redis.call('RPUSH', waiting, id)
    elseif not owner then
      redis.call('SADD', KEYS[2], id)
    end
  end`;

/**
 * Returns to the queue what this process has taken from Redis and will not run. Call it when the process runs nothing.
 *
 * There are two kinds of such jobs:
 * - Bull fetches the next job together with finishing the previous one, and keeps it when the queue was paused in
 *   between. The job has our lock, so it goes back at once.
 * - Redis moved a job to the active list, but its answer did not arrive before we disconnected. The job has no lock,
 *   just like a job that another worker is about to lock. It is marked as Bull marks it, so that the next check for
 *   stalled jobs takes it instead of the one after.
 */
export async function releaseJobs<Data>(queue: Queue<Data>): Promise<void> {
  const { client, token } = queue as Queue<Data> & { readonly token: string };
  const keys = ['active', 'stalled', 'wait', 'paused', 'meta-paused', ''].map((name) => queue.toKey(name));
  await client.eval(RELEASE, keys.length, ...keys, token);
}
