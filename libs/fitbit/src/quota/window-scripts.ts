/**
 * The quota of a user that the upstream sets back once in an hour, as a counter: a bucket would let nearly twice the
 * quota through in one hour. What is stored of the window:
 *
 * - `ends`: when we set it back, the upstream's own moment plus slack; `told` when the upstream said it.
 * - `spent`: requests that count; `own`: those that we sent. `counted`: we saw the window from its beginning, or the
 *   upstream said how much is left. Redis may just have lost an unknown window: it counts as half spent.
 * - `late`: requests since shortly before the upstream's moment. They may have fallen into its next window, so they
 *   count in ours.
 * - `limit`: the quota that the upstream states. `blocked`: it refused a request, until then.
 */
const OPEN_WINDOW = `
local now, quota, guess = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local HOUR, SLACK = 3600000, 60000
local stored = redis.call('HMGET', KEYS[1], 'ends', 'spent', 'own', 'late', 'counted', 'told', 'limit', 'blocked')
local w = {}
for i, name in ipairs({ 'ends', 'spent', 'own', 'late', 'counted', 'told', 'limit', 'blocked' }) do
  w[name] = tonumber(stored[i]) or 0
end
if w.limit == 0 then w.limit = quota end
if w.ends == 0 or w.ends - now > HOUR + 6 * SLACK then
  w.ends, w.spent, w.own, w.late, w.counted, w.told = guess, math.floor(w.limit / 2), 0, 0, 0, 0
elseif now >= w.ends then
  local hours = math.floor((now - w.ends) / HOUR) + 1
  if hours > 1 then w.late = 0 end
  w.ends = w.ends + hours * HOUR
  w.spent, w.own, w.late, w.counted, w.told = w.late, w.late, 0, 1, 0
end
`;

const KEEP_WINDOW = `
local fields = {}
for name, value in pairs(w) do
  fields[#fields + 1] = name
  fields[#fields + 1] = string.format('%.0f', value)
end
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('PEXPIRE', KEYS[1], string.format('%.0f', w.ends - now + 2 * HOUR))
`;

/**
 * KEYS window; ARGV now (ms), quota, end of the window as far as our clock knows, share of the quota that is left to
 * others. Returns the milliseconds to wait.
 */
export const TAKE_FROM_WINDOW = `${OPEN_WINDOW}
local wait = math.max(0, w.blocked - now)
if wait == 0 then
  if w.spent + 1 <= w.limit - math.ceil(w.limit * tonumber(ARGV[4])) then
    w.spent, w.own = w.spent + 1, w.own + 1
    if now >= w.ends - 2 * SLACK then w.late = w.late + 1 end
  else
    wait = w.ends - now
  end
end
${KEEP_WINDOW}
return wait`;

/**
 * KEYS window; ARGV as above without the share, then what the upstream says, -1 for nothing: limit, remaining,
 * milliseconds to the reset, milliseconds for which it refuses.
 *
 * Within a window that is counted, the count only goes up: what the upstream says may lag behind. Its reset is believed
 * once in a window, and in one that follows another only when it lies an hour after the one before.
 */
export const CORRECT_WINDOW = `${OPEN_WINDOW}
local limit, remaining, reset, refused = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
if limit > 0 then w.limit = limit end
if reset >= 0 and w.told == 0 then
  local ends = now + reset + SLACK
  if w.counted == 0 or math.abs(ends - w.ends) <= SLACK then w.ends, w.told = ends, 1 end
end
if remaining >= 0 then
  local spent = w.limit - remaining
  if w.counted == 1 then spent = math.max(spent, w.spent) end
  w.spent, w.counted = math.max(spent, w.own), 1
end
if refused >= 0 then w.blocked = math.max(w.blocked, now + refused) end
${KEEP_WINDOW}
return 0`;

/** KEYS window; ARGV now, quota, end as our clock knows. Returns its end, what is spent, the quota, until when it is blocked. */
export const LOOK_AT_WINDOW = `${OPEN_WINDOW}
return { string.format('%.0f', w.ends), w.spent, w.limit, string.format('%.0f', w.blocked) }`;
