import { generateKeyPairSync, sign } from 'node:crypto';

const PARAMS = Buffer.from('1206080310021802', 'hex');

/** Signs as Google's webhooks do, and publishes its key as Tink does. */
export class TinkSigner {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  constructor(readonly keyId: number) {}

  /** The value of the header, for this body. */
  sign(body: Uint8Array): string {
    const prefix = Buffer.alloc(5);
    prefix[0] = 1;
    prefix.writeUInt32BE(this.keyId, 1);
    return Buffer.concat([prefix, sign('sha256', body, this.pair.privateKey)]).toString('base64');
  }

  /** `EcdsaPublicKey` with coordinates of 33 bytes. */
  get publicKey(): Buffer {
    const { x = '', y = '' } = this.pair.publicKey.export({ format: 'jwk' });
    const field = (tag: number, coordinate: string) =>
      Buffer.concat([Buffer.of(tag, 33, 0), Buffer.from(coordinate, 'base64url')]);
    return Buffer.concat([PARAMS, field(0x1a, x), field(0x22, y)]);
  }

  /** An item of a keyset. */
  get key() {
    return {
      keyData: {
        typeUrl: 'type.googleapis.com/google.crypto.tink.EcdsaPublicKey',
        value: this.publicKey.toString('base64'),
        keyMaterialType: 'ASYMMETRIC_PUBLIC',
      },
      status: 'ENABLED',
      keyId: this.keyId,
      outputPrefixType: 'TINK',
    };
  }
}

export function keysetOf(...signers: readonly TinkSigner[]) {
  return { primaryKeyId: signers[0]?.keyId, key: signers.map(({ key }) => key) };
}
