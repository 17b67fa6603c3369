import { MalformedNotificationError } from '../../errors/fitbit.errors';

/** A notification is three or four deep on either upstream. */
const DEEPEST = 16;

/**
 * The value of a notification's body, which must be JSON in one reading only: UTF-8, no key twice in an object, at most
 * 16 values inside each other.
 *
 * @throws MalformedNotificationError
 */
export function parseStrictJson(body: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    assertOneReading(text);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof MalformedNotificationError) throw error;
    // Not as the cause: its message quotes the content.
    throw new MalformedNotificationError('the body is not JSON');
  }
}

/** Looks at strings and brackets only. What is not JSON at all may pass: the parser finds that. */
function assertOneReading(text: string): void {
  const open: Set<string>[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '{' || char === '[') {
      open.push(new Set());
      if (open.length > DEEPEST) throw new MalformedNotificationError('the body is nested too deeply');
    } else if (char === '}' || char === ']') {
      open.pop();
    } else if (char === '"') {
      const end = endOfString(text, at);
      if (isKey(text, end)) remember(text.slice(at, end), open.at(-1));
      at = end - 1;
    }
  }
}

/** The index behind the closing quotation mark. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return text.length;
}

/** A string in front of a colon, and only that, is a key. */
function isKey(text: string, end: number): boolean {
  let at = end;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
  return text[at] === ':';
}

function remember(quoted: string, keys: Set<string> | undefined): void {
  // The same key can be written in many ways: "a" is "\u0061".
  const key = quoted.includes('\\') ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
  if (keys?.has(key)) throw new MalformedNotificationError('the body names a key twice');
  keys?.add(key);
}
