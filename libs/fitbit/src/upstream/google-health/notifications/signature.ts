import { verify, type KeyObject } from 'node:crypto';

const TINK_VERSION = 0x01;
const PREFIX_BYTES = 5;
/** A DER signature on P-256 has at most 72 bytes. */
const LONGEST = 128;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** The parts of a signature with Tink's prefix. */
export interface Signature {
  readonly keyId: number;
  readonly der: Uint8Array;
}

/** `undefined` for a header that is not such a signature. */
export function parseSignature(header: string | readonly string[]): Signature | undefined {
  if (typeof header !== 'string' || header.length > LONGEST || !BASE64.test(header)) return undefined;
  const bytes = Buffer.from(header, 'base64');
  if (bytes.length <= PREFIX_BYTES || bytes[0] !== TINK_VERSION) return undefined;
  return { keyId: bytes.readUInt32BE(1), der: bytes.subarray(PREFIX_BYTES) };
}

/** ECDSA over SHA-256 of the raw bytes. */
export function isSignedBy(key: KeyObject, { der }: Signature, body: Uint8Array): boolean {
  return verify('sha256', body, key, der);
}
