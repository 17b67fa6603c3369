import fc from 'fast-check';
import { keysetOf, TinkSigner } from '../../../../spec-support/tink-signer';
import { MalformedAnswerError } from '../../../errors/fitbit.errors';
import { readEcdsaPublicKey } from './ecdsa-public-key';
import { parseKeyset } from './tink-keyset';

/** A key that Google published (reference, 8.4). */
const PUBLISHED =
  'EgYIAxACGAIaIQBDWg3kaiabjtrVXbSSbcn6e3QqiCLD+B4GuhC/Z1C6miIhACarm0VQv9WjNZG/AB0itXCIGFW5ddInmBFUjK/8w0v3';
const X = '435a0de46a269b8edad55db4926dc9fa7b742a8822c3f81e06ba10bf6750ba9a';
const Y = '26ab9b4550bfd5a33591bf001d22b570881855b975d2279811548caffcc34bf7';

const hex = (text: string) => Buffer.from(text, 'hex');
const base64url = (text: string) => hex(text).toString('base64url');
const point = (x: string, y: string) =>
  Buffer.concat([Buffer.of(0x1a, x.length / 2), hex(x), Buffer.of(0x22, y.length / 2), hex(y)]);
const PARAMS = hex('1206080310021802');
const signer = new TinkSigner(7);
const parse = (keyset: unknown) => parseKeyset(JSON.stringify(keyset));
const withKey = (change: object) => ({ key: [{ ...signer.key, ...change }] });
const withData = (change: object) => withKey({ keyData: { ...signer.key.keyData, ...change } });

describe('readEcdsaPublicKey', () => {
  it('parses a key that Google published', () => {
    const key = readEcdsaPublicKey(Buffer.from(PUBLISHED, 'base64'));
    expect(key.export({ format: 'jwk' })).toMatchObject({ crv: 'P-256', x: base64url(X), y: base64url(Y) });
  });

  it('accepts coordinates of 32 bytes and an explicit version 0', () => {
    const key = readEcdsaPublicKey(Buffer.concat([hex('0800'), PARAMS, point(X, Y)]));
    expect(key.export({ format: 'jwk' })).toMatchObject({ x: base64url(X), y: base64url(Y) });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['another version', Buffer.concat([hex('0801'), PARAMS, point(X, Y)])],
    ['no parameters', point(X, Y)],
    ['SHA-512', Buffer.concat([hex('1206080410021802'), point(X, Y)])],
    ['P-384', Buffer.concat([hex('1206080310031802'), point(X, Y)])],
    ['signatures that are not DER', Buffer.concat([hex('1206080310021801'), point(X, Y)])],
    ['a point beside the curve', Buffer.concat([PARAMS, point(X, X)])],
    ['the point 0', Buffer.concat([PARAMS, point('00', '00')])],
    ['a coordinate of 33 significant bytes', Buffer.concat([PARAMS, point(`01${X}`, Y)])],
    ['no y', Buffer.concat([PARAMS, point(X, Y).subarray(0, 34)])],
    ['x twice', Buffer.concat([PARAMS, point(X, Y), point(X, Y)])],
    ['a length beyond the end', Buffer.concat([PARAMS, hex('1aff7f')])],
    ['a number without an end', hex('80808080808080808080')],
    ['a field of fixed size', Buffer.concat([PARAMS, point(X, Y), hex('2d00000000')])],
  ])('refuses %s', (_, bytes) => {
    expect(() => readEcdsaPublicKey(bytes)).toThrow();
  });
});

describe('parseKeyset', () => {
  it('finds the keys under their ids, up to the largest', () => {
    expect([...parse(keysetOf(signer, new TinkSigner(0xffff_ffff))).keys()]).toEqual([7, 0xffff_ffff]);
  });

  it.each([
    ['disabled', { status: 'DISABLED' }],
    ['destroyed', { status: 'DESTROYED', keyData: undefined }],
    ['with signatures that name no key', { outputPrefixType: 'RAW' }],
    [
      'of another type',
      { keyData: { ...signer.key.keyData, typeUrl: 'type.googleapis.com/google.crypto.tink.Ed25519PublicKey' } },
    ],
    ['private', { keyData: { ...signer.key.keyData, keyMaterialType: 'ASYMMETRIC_PRIVATE' } }],
    ['for another curve', { keyData: { ...signer.key.keyData, value: 'EgYIAxADGAI=' } }],
  ])('leaves out a key that is %s', (_, change) => {
    const other = { ...new TinkSigner(8).key, ...change };
    expect([...parse({ key: [signer.key, other] }).keys()]).toEqual([7]);
    expect(() => parse({ key: [other] })).toThrow(MalformedAnswerError);
  });

  it.each<[string, unknown]>([
    ['no keys', { primaryKeyId: 7 }],
    ['an empty list', { key: [] }],
    ['keys that are no list', { key: signer.key }],
    ['two keys with one id', keysetOf(signer, new TinkSigner(7))],
    ['no id', withKey({ keyId: undefined })],
    ['an id below 0', withKey({ keyId: -1 })],
    ['an id of more than 32 bits', withKey({ keyId: 2 ** 32 })],
    ['a key that is not base64', withData({ value: '***' })],
    ['a key that is not text', withData({ value: 7 })],
    ['no data', withKey({ keyData: null })],
    ['a list', [signer.key]],
    ['text', 'keys'],
  ])('refuses %s', (_, keyset) => {
    expect(() => parse(keyset)).toThrow(MalformedAnswerError);
  });

  it('parses or refuses any bytes as a key', () => {
    const damaged = fc
      .tuple(fc.nat(signer.publicKey.length - 1), fc.integer({ min: 0, max: 255 }))
      .map(([at, byte]) => {
        const bytes = Buffer.from(signer.publicKey);
        bytes[at] = byte;
        return bytes;
      });
    const anything = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.oneof(damaged, anything), (bytes) => {
        try {
          expect(parse(withData({ value: bytes.toString('base64') })).size).toBe(1);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedAnswerError);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('parses or refuses any JSON', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(() => parseKeyset(text)).toThrow(MalformedAnswerError);
      }),
    );
  });
});
