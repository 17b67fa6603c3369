import type { Queue } from 'bull';

/**
 * KEYS[1]   completed jobs
 * KEYS[2]   failed jobs
 * KEYS[3..] the jobs
 * ARGV      the ids of the jobs, in the same order
 *
 * Deletes each orphaned job, unless a lock shows that a worker has just received it. Returns the free ids.
 */
const REMOVE_ORPHANED = `
  local free = {}
  for index, id in ipairs(ARGV) do
    local job = KEYS[index + 2]
    if redis.call('EXISTS', job) == 0 then
      free[#free + 1] = id
    elseif redis.call('HEXISTS', job, 'data') == 0 and redis.call('EXISTS', job .. ':lock') == 0 then
      redis.call('DEL', job)
      redis.call('ZREM', KEYS[1], id)
      redis.call('ZREM', KEYS[2], id)
      free[#free + 1] = id
    end
  end
  return free`;

/**
 * Frees the ids of orphaned jobs, and returns which of `ids` are free. Bull drops a job whose id is not.
 *
 * A job is orphaned when Redis loses its data after a worker received the job's id and before it read the job. Bull
 * (`moveToActive`) then writes the start time under that id anyway. What is left is a job without data and without a
 * name, in no list, whose id stays taken.
 */
export async function removeOrphanedJobs<Data>(
  queue: Queue<Data>,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const keys = ['completed', 'failed', ...ids].map((name) => queue.toKey(name));
  return new Set((await queue.client.eval(REMOVE_ORPHANED, keys.length, ...keys, ...ids)) as string[]);
}
