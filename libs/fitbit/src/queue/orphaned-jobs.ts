import type { Job, Queue } from 'bull';

/**
 * KEYS[1] completed, KEYS[2] failed, then the jobs' keys; ARGV their ids. A lock means that a worker is just finding
 * out: the ghost is left until it has.
 */
const FORGET = `
  local free = {}
  for index, id in ipairs(ARGV) do
    local key = KEYS[index + 2]
    if redis.call('EXISTS', key) == 0 then
      free[#free + 1] = id
    elseif redis.call('HEXISTS', key, 'data') == 0 and redis.call('EXISTS', key .. ':lock') == 0 then
      redis.call('DEL', key)
      redis.call('ZREM', KEYS[1], id)
      redis.call('ZREM', KEYS[2], id)
      free[#free + 1] = id
    end
  end
  return free`;

/**
 * Makes ids usable again that Bull would drop for ever. When Redis loses everything after a worker was told the id of a
 * job and before it asked for the job, Bull writes the time of the start under that id all the same (`moveToActive`):
 * a job without data, in no list, whose id is taken.
 *
 * Call it before adding jobs with ids of their own. Returns the ids that are free: under another one Bull drops what is
 * added.
 */
export async function removeOrphanedJobs(queue: Queue, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set();
  const keys = ['completed', 'failed', ...ids].map((name) => queue.toKey(name));
  return new Set((await queue.client.eval(FORGET, keys.length, ...keys, ...ids)) as string[]);
}

/** `true` for a job that Redis has lost: nobody knows any more what it was about. */
export function isOrphanedJob({ data }: Pick<Job<object>, 'data'>): boolean {
  return Object.keys(data).length === 0;
}
