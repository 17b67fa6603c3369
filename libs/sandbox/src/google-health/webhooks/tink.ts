import { type KeyObject, sign } from 'node:crypto';

const TYPE_URL = 'type.googleapis.com/google.crypto.tink.EcdsaPublicKey';
/** `EcdsaParams`: SHA256, NIST_P256, DER. */
const PARAMS = Buffer.from([0x08, 0x03, 0x10, 0x02, 0x18, 0x02]);
const TINK_PREFIX = 0x01;
const UINT32_BYTES = 4;

/** A P-256 signing key and its published number. */
export interface SigningKey {
  /** uint32. */
  readonly keyId: number;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * `EcdsaPublicKey` as a protobuf message. Coordinates are big-endian with a leading zero, 33 bytes, like those of
 * published keys.
 */
export function ecdsaPublicKey(x: Buffer, y: Buffer): Buffer {
  const coordinate = (bytes: Buffer): Buffer => Buffer.concat([Buffer.alloc(1), bytes]);
  return Buffer.concat([field(2, PARAMS), field(3, coordinate(x)), field(4, coordinate(y))]);
}

/** The keyset in Tink's JSON format, which is not a JWKS. */
export function tinkKeyset(primaryKeyId: number, keys: readonly SigningKey[]): object {
  return {
    primaryKeyId,
    key: keys.map(({ keyId, publicKey }) => {
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const value = ecdsaPublicKey(Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')).toString('base64');
      const keyData = { typeUrl: TYPE_URL, value, keyMaterialType: 'ASYMMETRIC_PUBLIC' };
      return { keyData, status: 'ENABLED', keyId, outputPrefixType: 'TINK' };
    }),
  };
}

/** Tink's signature of a body: a prefix with the key id, then ECDSA with SHA-256 in DER, all in base64. */
export function tinkSignature(body: string, { keyId, privateKey }: SigningKey): string {
  const prefix = Buffer.alloc(1 + UINT32_BYTES);
  prefix.writeUInt8(TINK_PREFIX);
  prefix.writeUInt32BE(keyId, 1);
  return Buffer.concat([prefix, sign('sha256', Buffer.from(body), privateKey)]).toString('base64');
}

/** A length-delimited field. All lengths here fit into one byte. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2, content.length]), content]);
}
