import { generateKeyPairSync } from 'node:crypto';
import { isGenuine, publicJwk } from '../../../spec-support/webhook-server';
import type { Json } from '../../../spec-support/harness';
import { ecdsaPublicKey, tinkKeyset, tinkSignature } from './tink';

/** A real published key, reference §8.4. */
const PUBLISHED =
  'EgYIAxACGAIaIQBDWg3kaiabjtrVXbSSbcn6e3QqiCLD+B4GuhC/Z1C6miIhACarm0VQv9WjNZG/AB0itXCIGFW5ddInmBFUjK/8w0v3';
const X = '435a0de46a269b8edad55db4926dc9fa7b742a8822c3f81e06ba10bf6750ba9a';
const Y = '26ab9b4550bfd5a33591bf001d22b570881855b975d2279811548caffcc34bf7';

describe('Tink', () => {
  it('writes a public key exactly as the published one, byte for byte', () => {
    const message = ecdsaPublicKey(Buffer.from(X, 'hex'), Buffer.from(Y, 'hex'));
    expect(message.toString('base64')).toBe(PUBLISHED);
  });

  it("is read by these specs' receiver as by the reference", () => {
    const { x, y } = publicJwk(Buffer.from(PUBLISHED, 'base64'));
    expect([x, y].map((text) => Buffer.from(text ?? '', 'base64url').toString('hex'))).toEqual([X, Y]);
  });

  it('signs so that the keyset verifies exactly that body, even with the largest key id', () => {
    const key = { keyId: 2 ** 32 - 1, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
    const keyset = tinkKeyset(key.keyId, [key]) as Json;
    expect(keyset).toMatchObject({
      primaryKeyId: 4294967295,
      key: [
        {
          keyData: {
            typeUrl: 'type.googleapis.com/google.crypto.tink.EcdsaPublicKey',
            keyMaterialType: 'ASYMMETRIC_PUBLIC',
          },
          status: 'ENABLED',
          keyId: 4294967295,
          outputPrefixType: 'TINK',
        },
      ],
    });
    const headers = { 'google-health-api-signature': tinkSignature('[ü]', key) };
    expect(isGenuine({ body: '[ü]', headers }, keyset)).toBe(true);
    expect(isGenuine({ body: '[u]', headers }, keyset)).toBe(false);
    expect(isGenuine({ body: '[ü]', headers }, { key: [] })).toBe(false);
  });
});
