/** A probe without an outcome is given up after this time, which is longer than a request may take. */
const PROBE_MS = 35_000;
/** Failures that are further apart than this do not count together. */
const WINDOW_MS = 60_000;
/** The circuit opens after this many consecutive failures of this many users. The failures of one user never open it. */
const USERS = 3;
const FAILURES = 5;
const FIRST_OPEN_MS = 15_000;
const LONGEST_OPEN_MS = 300_000;

/**
 * Asks whether a request may be sent.
 *
 * KEYS[1] circuit
 * KEYS[2] its recent failures
 * ARGV[1] now, in milliseconds
 *
 * Returns the milliseconds to wait, and 1 when the outcome of the request must be reported: failures are being counted,
 * or this request is the probe.
 */
export const PASS_CIRCUIT = `
local now = tonumber(ARGV[1])
local stored = redis.call('HMGET', KEYS[1], 'opens', 'until', 'probe')
local opens, open, probe = tonumber(stored[1]) or 0, tonumber(stored[2]) or 0, tonumber(stored[3]) or 0
if opens == 0 then return { 0, redis.call('EXISTS', KEYS[2]) } end
if open - now > ${LONGEST_OPEN_MS} then open = now end
if now < open then return { open - now, 0 } end
if now < probe and probe - now <= ${PROBE_MS} then return { probe - now, 0 } end
redis.call('HSET', KEYS[1], 'probe', string.format('%.0f', now + ${PROBE_MS}))
return { 0, 1 }`;

/**
 * Counts a failure, and opens the circuit when there were enough; for longer each time.
 *
 * KEYS[1] circuit
 * KEYS[2] its recent failures
 * ARGV[1] now, in milliseconds
 * ARGV[2] user
 *
 * Returns for how many milliseconds the circuit is open; 0 when it is closed.
 */
export const FAIL_CIRCUIT = `
local now = tonumber(ARGV[1])
local stored = redis.call('HMGET', KEYS[1], 'opens', 'until')
local opens, open = tonumber(stored[1]) or 0, tonumber(stored[2]) or 0
if opens > 0 and now < open then return open - now end
if opens == 0 then
  local counted = tonumber(redis.call('HGET', KEYS[2], 'at')) or now
  if math.abs(now - counted) > ${WINDOW_MS} then redis.call('DEL', KEYS[2]) end
  redis.call('HSET', KEYS[2], 'at', string.format('%.0f', now), 'user:' .. ARGV[2], 1)
  local failures = redis.call('HINCRBY', KEYS[2], 'failures', 1)
  redis.call('PEXPIRE', KEYS[2], ${2 * WINDOW_MS})
  if failures < ${FAILURES} or redis.call('HLEN', KEYS[2]) - 2 < ${USERS} then return 0 end
end
local openMs = math.min(${LONGEST_OPEN_MS}, ${FIRST_OPEN_MS} * 2 ^ math.min(opens, 10))
redis.call('HSET', KEYS[1], 'opens', opens + 1, 'until', string.format('%.0f', now + openMs), 'probe', 0)
redis.call('PEXPIRE', KEYS[1], ${2 * LONGEST_OPEN_MS})
redis.call('DEL', KEYS[2])
return openMs`;

/**
 * Closes the circuit and forgets the failures.
 *
 * KEYS[1] circuit
 * KEYS[2] its recent failures
 *
 * Returns 1 when the circuit was open.
 */
export const CLOSE_CIRCUIT = `
local opened = redis.call('EXISTS', KEYS[1])
redis.call('DEL', KEYS[1], KEYS[2])
return opened`;

/**
 * Lets the next request be the probe, because the one that should have been was not sent.
 *
 * KEYS[1] circuit
 */
export const RETURN_PROBE = `
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'probe', 0) end
return 0`;

/**
 * KEYS[1] circuit
 * ARGV[1] now, in milliseconds
 *
 * Returns for how many milliseconds the circuit stays open at least; 0 when it is closed or lets a probe pass.
 */
export const READ_CIRCUIT = `
local open = tonumber(redis.call('HGET', KEYS[1], 'until')) or 0
return math.max(0, open - tonumber(ARGV[1]))`;
