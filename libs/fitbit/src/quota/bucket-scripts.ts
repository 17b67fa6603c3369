/**
 * Takes one request out of the token bucket of a user and that of the project: out of both, or out of neither.
 *
 * - A bucket fills by `rate` per millisecond up to `burst`. A bucket that Redis does not know may just have been lost, so
 *   it starts half full. `reserve` is what a share must leave in the bucket for the others.
 * - A request that must wait gets the next free turn, so that those who wait do not all come back at once. There are two
 *   sequences of turns, `turn` for first attempts and `late` for repeated ones: a request that came back in vain does not
 *   queue behind all first attempts.
 * - The clocks of workers differ. A clock that is behind fills nothing, turns nothing back, and does not prolong the life
 *   of the key.
 *
 * KEYS[1] bucket of the user
 * KEYS[2] bucket of the project
 * ARGV[1] now, in milliseconds
 * ARGV[2] sequence of turns: `turn`, `late`, or empty for none
 * ARGV[3..5] rate, burst and reserve of the user's bucket
 * ARGV[6..8] the same of the project's bucket; a rate of 0 means no limit
 *
 * Returns the milliseconds to wait; 0 when the request was taken.
 */
export const TAKE_FROM_BUCKETS = `
local now, sequence = tonumber(ARGV[1]), ARGV[2]
local buckets, wait, slowest = {}, 0, nil
for i, key in ipairs(KEYS) do
  local rate, burst, reserve = tonumber(ARGV[i * 3]), tonumber(ARGV[i * 3 + 1]), tonumber(ARGV[i * 3 + 2])
  if rate > 0 then
    local stored = redis.call('HMGET', key, 'left', 'at', 'turn', 'blocked', 'late')
    local at = tonumber(stored[2]) or now
    local b = { key = key, rate = rate, at = math.max(at, now), isCurrent = now >= at }
    b.turn, b.blocked, b.late = tonumber(stored[3]) or 0, tonumber(stored[4]) or 0, tonumber(stored[5]) or 0
    b.left = math.min(burst, (tonumber(stored[1]) or burst / 2) + math.max(0, now - at) * rate)
    b.wait = math.max(0, math.ceil((1 + reserve - b.left) / rate), b.blocked - now)
    if b.wait > wait then wait, slowest = b.wait, b end
    buckets[#buckets + 1] = b
  end
end
if slowest and sequence ~= '' then
  -- A turn more than an hour ahead comes from a wrong clock.
  if slowest[sequence] - now > 3600000 then slowest[sequence] = 0 end
  local turn = math.max(slowest[sequence], now + wait)
  wait = math.ceil(turn - now)
  slowest[sequence] = turn + 1 / slowest.rate
end
for _, b in ipairs(buckets) do
  if wait == 0 then b.left = b.left - 1 end
  redis.call('HSET', b.key, 'left', tostring(b.left), 'at', tostring(b.at), 'turn', tostring(b.turn), 'late', tostring(b.late))
  if b.isCurrent then redis.call('PEXPIRE', b.key, 300000 + math.max(0, math.ceil(b.blocked - now))) end
end
return wait`;

/**
 * Sends nothing out of a bucket for a while, because the upstream refused a request.
 *
 * KEYS[1] bucket
 * ARGV[1] now, in milliseconds
 * ARGV[2] when requests may be sent again
 */
export const BLOCK_BUCKET = `
local blocked = tonumber(redis.call('HGET', KEYS[1], 'blocked')) or 0
redis.call('HSET', KEYS[1], 'blocked', string.format('%.0f', math.max(blocked, tonumber(ARGV[2]))))
redis.call('PEXPIRE', KEYS[1], 3600000)
return 0`;

/**
 * Gives back the turns of requests that are not going to be sent.
 *
 * KEYS[1] bucket
 */
export const FORGET_TURNS = `return redis.call('HDEL', KEYS[1], 'turn', 'late')`;

/**
 * Reads a bucket without taking from it.
 *
 * KEYS[1] bucket
 *
 * Returns what is left, when that was written, and until when the bucket is blocked; each empty when unknown.
 */
export const READ_BUCKET = `return redis.call('HMGET', KEYS[1], 'left', 'at', 'blocked')`;
