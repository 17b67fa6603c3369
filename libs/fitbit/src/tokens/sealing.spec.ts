import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { SealedTokensError } from '../errors/fitbit.errors';
import { type KeyRing, open, seal } from './sealing';

const first = { id: 'first', key: randomBytes(32) };
const second = { id: 'second', key: randomBytes(32) };

describe('sealing', () => {
  it('opens any text that it sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, identity) => {
        expect(open(seal(text, identity, [first]), identity, [first])).toBe(text);
      }),
    );
  });

  it('never seals the same text to the same bytes twice', () => {
    expect(seal('token', 'row', [first])).not.toBe(seal('token', 'row', [first]));
  });

  it('opens with an older key of the ring and seals with the first', () => {
    const old = seal('token', 'row', [first]);
    const ring: KeyRing = [second, first];
    expect(open(old, 'row', ring)).toBe('token');
    expect(seal('token', 'row', ring)).toMatch(/^v1\.second\./);
  });

  it.each([
    ['the sealed text of another row', (sealed: string) => sealed, 'another row', [first]],
    ['a changed byte', (sealed: string) => sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA'), 'row', [first]],
    ['a truncated text', (sealed: string) => sealed.slice(0, 20), 'row', [first]],
    ['a key that is not in the ring', (sealed: string) => sealed, 'row', [second]],
    ['a key with the same name', (sealed: string) => sealed, 'row', [{ id: 'first', key: second.key }]],
    ['something else', () => 'plain token', 'row', [first]],
    ['nothing', () => '', 'row', [first]],
  ])('refuses %s', (_, change, identity, ring) => {
    expect(() => open(change(seal('token', 'row', [first])), identity, ring as unknown as KeyRing)).toThrow(
      SealedTokensError,
    );
  });

  it('opens with no bit changed, wherever it stands', () => {
    const sealed = seal('token', 'row', [first]);
    const [form, id, body = ''] = sealed.split('.');
    const bytes = Buffer.from(body, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => open([form, id, changed.toString('base64url')].join('.'), 'row', [first])).toThrow(
        SealedTokensError,
      );
    }
  });
});
