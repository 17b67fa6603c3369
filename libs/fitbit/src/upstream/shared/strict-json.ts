import { MalformedNotificationError } from '../../errors/fitbit.errors';

/** A notification is three or four deep on either upstream. */
const DEEPEST = 16;

const UTF8 = new TextDecoder('utf-8', { fatal: true });
const [QUOTE, BACKSLASH, COLON] = Buffer.from('"\\:');

/**
 * The value of a notification's body, which must be JSON in one reading only: UTF-8, no key twice in an object, at most
 * 16 values inside each other.
 *
 * @throws MalformedNotificationError
 */
export function parseStrictJson(body: Uint8Array): unknown {
  const value = parse(body);
  // Of two members with one name, in whatever spelling, the parser keeps one.
  if (membersOf(value) !== membersWritten(body)) throw new MalformedNotificationError('the body names a key twice');
  return value;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(UTF8.decode(body)) as unknown;
  } catch {
    // Not as the cause: its message quotes the content.
    throw new MalformedNotificationError('the body is not JSON');
  }
}

/** How many members all objects in a value have. */
function membersOf(value: unknown, depth = 1): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (depth > DEEPEST) throw new MalformedNotificationError('the body is nested too deeply');
  const inside: readonly unknown[] = Object.values(value);
  let count = Array.isArray(value) ? 0 : inside.length;
  for (const item of inside) count += membersOf(item, depth + 1);
  return count;
}

/** How many colons stand outside of strings in a text that is JSON: each member has one. Byte by byte, as UTF-8 allows. */
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
