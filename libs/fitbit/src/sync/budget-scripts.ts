/**
 * A token bucket: `rate` per millisecond up to `burst`. An unknown bucket is half full, because Redis may just have
 * lost it. Backfill leaves `reserve` to the others, and whoever of it must wait gets the next free turn.
 *
 * KEYS[1] bucket; ARGV now (ms), rate, burst, reserve. Returns the milliseconds to wait.
 */
export const TAKE_FROM_BUCKET = `
local now, rate, burst, reserve = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local bucket = redis.call('HMGET', KEYS[1], 'left', 'at', 'turn')
local at = math.min(tonumber(bucket[2]) or now, now)
local left = math.min(burst, (tonumber(bucket[1]) or burst / 2) + (now - at) * rate)
local turn = tonumber(bucket[3]) or 0
local wait = 0
if left - 1 >= reserve then
  left = left - 1
else
  wait = math.ceil((1 + reserve - left) / rate)
  if reserve > 0 then
    turn = math.max(turn, now + wait)
    wait = math.ceil(turn - now)
    turn = turn + 1 / rate
  end
end
redis.call('HSET', KEYS[1], 'left', tostring(left), 'at', tostring(now), 'turn', tostring(turn))
redis.call('PEXPIRE', KEYS[1], 3600000)
return wait`;

/**
 * A counter that the clock sets back: a bucket would let nearly twice the quota through in one hour. Whoever must wait
 * gets a turn of its own, 100 ms apart, after the hour.
 *
 * KEYS[1] counter of this hour; ARGV milliseconds until its end, quota, reserve. Returns the milliseconds to wait.
 */
export const TAKE_FROM_HOUR = `
local left_ms, quota, reserve = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local spent = tonumber(redis.call('HGET', KEYS[1], 'spent')) or 0
if spent + 1 <= quota - reserve then
  redis.call('HSET', KEYS[1], 'spent', spent + 1)
  redis.call('PEXPIRE', KEYS[1], left_ms + 60000)
  return 0
end
local turn = redis.call('HINCRBY', KEYS[1], 'turn', 1)
return left_ms + turn * 100`;
