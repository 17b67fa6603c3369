import fc from 'fast-check';
import { MalformedNotificationError } from '../../errors/fitbit.errors';
import { parseStrictJson } from './strict-json';

const bytes = (text: string) => new TextEncoder().encode(text);
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('parseStrictJson', () => {
  it('parses every unambiguous JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 12 }), fc.constantFrom(undefined, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it.each([
    ['a key that stands twice', '[{"ownerId":"A","date":"x","ownerId":"B"}]'],
    ['a key that stands twice in another spelling', String.raw`{"ownerId":1,"owner\u0049d":2}`],
    ['a key that stands twice behind a string of quotes and braces', String.raw`{"a":"\\\"{[:","a":1}`],
    ['a key that stands twice, with a blank before the colon', '{"a":1,"a" \n\t\r:2}'],
    [
      'a key that stands twice beside colons in strings, written plainly or not',
      String.raw`{":":":","a":"\u003a","a":"\":"}`,
    ],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['seventeen lists', nested(17)],
    ['a million brackets', '['.repeat(1_000_000)],
    ['nothing', ''],
    ['half a value', '[{"a":'],
    ['half a string', '["a'],
    ['half an escape', '"\\'],
    ['a broken escape in a key', String.raw`{"\u00":1}`],
    ['two values', '{} {}'],
    ['form data', 'a=b'],
  ])('refuses %s', (_, text) => {
    expect(() => parseStrictJson(bytes(text))).toThrow(MalformedNotificationError);
  });

  it('refuses what is not UTF-8', () => {
    expect(() => parseStrictJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(MalformedNotificationError);
    expect(() => parseStrictJson(Buffer.from('[1]', 'utf16le'))).toThrow(MalformedNotificationError);
  });

  it('accepts the same key in different objects, and a value that looks like a key', () => {
    const text = `[{"a":{"a":"a"},"b":["a","a"],"c":0},{"a":"b"}${',{"a":[]}'.repeat(20)}]`;
    expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text));
  });

  it('accepts sixteen levels', () => {
    expect(parseStrictJson(bytes(nested(16)))).toEqual(JSON.parse(nested(16)));
  });

  it('never quotes what it refuses', () => {
    expect(() => parseStrictJson(bytes('{"weight":81.4,}'))).toThrow(
      /^The notification cannot be read \(the body is not JSON\)/,
    );
  });

  it('parses or refuses any bytes', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: fc.constantFrom(...'{}[]":\\,a1 ') }).map(bytes)),
        (body) => {
          try {
            parseStrictJson(body);
          } catch (error) {
            expect(error).toBeInstanceOf(MalformedNotificationError);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
