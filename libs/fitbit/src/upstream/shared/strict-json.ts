import { MalformedNotificationError } from '../../errors/fitbit.errors';

/** Notifications of both upstreams have three or four levels. */
const DEEPEST = 16;

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const [QUOTE, BACKSLASH, COLON] = Buffer.from('"\\:');

/**
 * The value of a notification's body. It must be unambiguous JSON: UTF-8, no key twice in an object, at most 16 levels.
 *
 * @throws MalformedNotificationError
 */
export function parseStrictJson(body: Uint8Array): unknown {
  const value = parse(body);
  // Of two members with one name, however it is escaped, the parser keeps one.
  if (membersOf(value) !== membersWritten(body)) throw new MalformedNotificationError('the body names a key twice');
  return value;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(body)) as unknown;
  } catch {
    // The parser's error is not the cause: its message quotes the content.
    throw new MalformedNotificationError('the body is not JSON');
  }
}

/** The number of members of all objects in a value. */
function membersOf(value: unknown, depth = 1): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > DEEPEST) throw new MalformedNotificationError('the body is nested too deeply');
  const inside: readonly unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : inside.length;
  for (const item of inside) count += membersOf(item, depth + 1);
  return count;
}

/** The number of colons outside of strings in valid JSON, one per member. UTF-8 can be scanned byte by byte. */
function membersWritten(json: Uint8Array): number {
  let count = 0;
  let inString = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte === QUOTE) inString = !inString;
    else if (byte === BACKSLASH) at++;
    else if (byte === COLON && !inString) count++;
  }
  return count;
}
