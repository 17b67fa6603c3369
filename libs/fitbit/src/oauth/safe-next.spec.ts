import fc from 'fast-check';
import { safeNext } from './safe-next';

describe('safeNext', () => {
  it.each(['/', '/dashboard', '/a/b?c=d#e', '/a?next=https://evil.example', '/a?b=%0A%2F%2F', '/caf%C3%A9'])(
    'keeps the path %s',
    (next) => {
      expect(safeNext(next)).toBe(next);
    },
  );

  it.each([
    'https://evil.example',
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/a\r\nSet-Cookie: x=y',
    '/.//evil.example',
    '/a/..//evil.example',
    '/%2f/evil.example',
    '/%2F%2Fevil.example',
    '/%5cevil.example',
    '/%255cevil.example',
    '/%25255cevil.example',
    '/\uff0fevil.example',
    '/\uff3cevil.example',
    '/%ef%bc%8fevil.example',
    '/a%0d%0aSet-Cookie:%20x=y',
    '/a%00b',
    '/\u2028evil',
    '/%',
    '/%c0%af/evil.example',
    'javascript:alert(1)',
    'dashboard',
    '',
    undefined,
    ['/a', '/b'],
    `/${'a'.repeat(3000)}`,
  ])('refuses %p', (next) => {
    expect(safeNext(next)).toBeUndefined();
  });

  it('never leads to another origin for any text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.webUrl(),
          fc.string().map((s) => `/${s}`),
        ),
        (text) => {
          const next = safeNext(text);
          if (next !== undefined) expect(new URL(next, 'https://app.example').origin).toBe('https://app.example');
        },
      ),
    );
  });
});
