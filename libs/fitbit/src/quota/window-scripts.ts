/**
 * Reads the quota window of a user. The upstream resets this quota once an hour, so requests are counted: a token bucket
 * would let nearly twice the quota through in an hour.
 *
 * Fields of a window:
 * - `ends`: when we reset it: the upstream's own reset plus slack. `told` is 1 when the upstream stated its reset.
 * - `spent`: requests that count. `own`: those of them that we sent.
 * - `counted`: 1 when we saw the window from its start, or the upstream stated how much is left. A window that Redis does
 *   not know may just have been lost, so it starts half spent.
 * - `late`: requests sent shortly before the upstream's reset or later. They may have fallen into its next window, so they
 *   count in our next one, too.
 * - `limit`: the quota that the upstream states. `blocked`: until when the upstream refuses requests.
 *
 * Every script begins with this part and its arguments:
 *
 * KEYS[1] window
 * ARGV[1] now, in milliseconds
 * ARGV[2] quota, unless the upstream states another
 * ARGV[3] end of the window by our clock, unless the upstream states another
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

/** Writes the window back. */
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
 * Takes one request out of the window.
 *
 * ARGV[4] share of the quota that must be left to others
 *
 * Returns the milliseconds to wait; 0 when the request was taken.
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
 * Corrects the window by what the upstream states with an answer; -1 stands for nothing.
 *
 * ARGV[4] limit
 * ARGV[5] requests that remain
 * ARGV[6] milliseconds until the reset
 * ARGV[7] milliseconds for which it refuses requests
 *
 * The count of a counted window only rises, because the upstream's count may lag behind. A stated reset is used once per
 * window; in a counted window, only when it agrees with our own.
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

/**
 * Reads the window without taking from it.
 *
 * Returns its end, the requests spent, the quota, and until when it is blocked.
 */
export const READ_WINDOW = `${OPEN_WINDOW}
return { string.format('%.0f', w.ends), w.spent, w.limit, string.format('%.0f', w.blocked) }`;
