/**
 * Token buckets of a user and of the whole project: a request takes one out of both, or out of neither. A bucket fills
 * by `rate` per millisecond up to `burst`. An unknown one is half full, because Redis may just have lost it. `reserve`
 * is left to others. Whoever must wait gets the next free turn of the clock that is named, `turn` or `late`: who comes back
 * in vain does not wait behind all who are still to have their first turn.
 *
 * Workers' clocks differ: a slower one fills nothing and turns nothing back, and does not keep alive a bucket whose time
 * lies ahead of its own.
 *
 * KEYS user, project; ARGV now (ms), clock (or nothing: no turns), then rate, burst, reserve of each. A project without a rate is not
 * looked at. Returns the milliseconds to wait.
 */
export const TAKE_FROM_BUCKETS = `
local now, clock = tonumber(ARGV[1]), ARGV[2]
local buckets, wait, slowest = {}, 0, nil
for i, key in ipairs(KEYS) do
  local rate, burst, reserve = tonumber(ARGV[i * 3]), tonumber(ARGV[i * 3 + 1]), tonumber(ARGV[i * 3 + 2])
  if rate > 0 then
    local stored = redis.call('HMGET', key, 'left', 'at', 'turn', 'blocked', 'late')
    local at = tonumber(stored[2]) or now
    local b = { key = key, rate = rate, at = math.max(at, now), alive = now >= at }
    b.turn, b.blocked, b.late = tonumber(stored[3]) or 0, tonumber(stored[4]) or 0, tonumber(stored[5]) or 0
    b.left = math.min(burst, (tonumber(stored[1]) or burst / 2) + math.max(0, now - at) * rate)
    b.wait = math.max(0, math.ceil((1 + reserve - b.left) / rate), b.blocked - now)
    if b.wait > wait then wait, slowest = b.wait, b end
    buckets[#buckets + 1] = b
  end
end
if slowest and clock ~= '' then
  if slowest[clock] - now > 3600000 then slowest[clock] = 0 end
  local turn = math.max(slowest[clock], now + wait)
  wait = math.ceil(turn - now)
  slowest[clock] = turn + 1 / slowest.rate
end
for _, b in ipairs(buckets) do
  if wait == 0 then b.left = b.left - 1 end
  redis.call('HSET', b.key, 'left', tostring(b.left), 'at', tostring(b.at), 'turn', tostring(b.turn), 'late', tostring(b.late))
  if b.alive then redis.call('PEXPIRE', b.key, 300000 + math.max(0, math.ceil(b.blocked - now))) end
end
return wait`;

/** KEYS bucket; ARGV now, until when nothing may be sent. */
export const BLOCK_BUCKET = `
local blocked = tonumber(redis.call('HGET', KEYS[1], 'blocked')) or 0
redis.call('HSET', KEYS[1], 'blocked', string.format('%.0f', math.max(blocked, tonumber(ARGV[2]))))
redis.call('PEXPIRE', KEYS[1], 3600000)
return 0`;

/** KEYS bucket. Returns what is left (empty when unknown), since when, and until when it is blocked. */
export const LOOK_AT_BUCKET = `return redis.call('HMGET', KEYS[1], 'left', 'at', 'blocked')`;
