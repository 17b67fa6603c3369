import type { Queue } from 'bull';

/**
 * KEYS[1] active, KEYS[2] stalled, KEYS[3] wait, KEYS[4] paused, KEYS[5] set while the whole queue is paused, KEYS[6] what
 * the keys of jobs begin with; ARGV[1] whose locks are ours.
 */
const HAND_BACK = `
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
 * Gives back what this process took from Redis and will not run, once it runs nothing any more. Bull brings the next job
 * with its answer to a finished one, and keeps it to itself when it was paused meanwhile: that one has our lock and goes
 * back at once. One that Redis gave away while we hung up has no lock, just like one that another worker is about to
 * lock: it is marked as Bull marks it, so that the next look at stalled jobs takes it and not only the one after that.
 */
export async function releaseJobs(queue: Queue): Promise<void> {
  const { client, token } = queue as Queue & { readonly token: string };
  const keys = ['active', 'stalled', 'wait', 'paused', 'meta-paused', ''].map((name) => queue.toKey(name));
  await client.eval(HAND_BACK, keys.length, ...keys, token);
}
