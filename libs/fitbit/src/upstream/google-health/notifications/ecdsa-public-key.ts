import { createPublicKey, type KeyObject } from 'node:crypto';

const SHA256 = 3;
const NIST_P256 = 2;
const DER = 2;
const COORDINATE_BYTES = 32;

const VARINT = 0;
const LENGTH_DELIMITED = 2;

/** Field number to value: a number for a varint, bytes for a length-delimited field. */
type Message = ReadonlyMap<number, number | Uint8Array>;

/**
 * Reads `google.crypto.tink.EcdsaPublicKey`; only P-256 with SHA-256 and DER signatures is accepted.
 *
 * @throws Error for anything else, and for a point that is not on the curve.
 * @see https://github.com/tink-crypto/tink-java/blob/main/proto/ecdsa.proto
 */
export function readEcdsaPublicKey(bytes: Uint8Array): KeyObject {
  const message = readMessage(bytes);
  if ((message.get(1) ?? 0) !== 0) throw new Error('the version of the key is not 0');
  const params = readMessage(bytesOf(message, 2));
  if (params.get(1) !== SHA256 || params.get(2) !== NIST_P256 || params.get(3) !== DER) {
    throw new Error('the key is not for P-256, SHA-256 and DER');
  }
  const [x, y] = [coordinate(bytesOf(message, 3)), coordinate(bytesOf(message, 4))];
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
}

/** Big-endian; usually 33 bytes, the first one 0, because Java writes positive numbers so. */
function coordinate(bytes: Uint8Array): string {
  const significant = bytes.subarray(bytes.findIndex((byte) => byte !== 0));
  if (significant.length > COORDINATE_BYTES) throw new Error('a coordinate is too long');
  const padded = Buffer.alloc(COORDINATE_BYTES);
  padded.set(significant, COORDINATE_BYTES - significant.length);
  return padded.toString('base64url');
}

function bytesOf(message: Message, field: number): Uint8Array {
  const value = message.get(field);
  if (!(value instanceof Uint8Array) || value.length === 0) throw new Error(`field ${field} of the key is missing`);
  return value;
}

/** Parses a protobuf message of varints and byte fields, each at most once. */
function readMessage(bytes: Uint8Array): Message {
  const fields = new Map<number, number | Uint8Array>();
  const reader = new Reader(bytes);
  while (!reader.atEnd) {
    const tag = reader.varint();
    const [field, type] = [tag >>> 3, tag & 7];
    if (field === 0 || fields.has(field)) throw new Error('a field of the key is repeated or has no number');
    if (type === VARINT) fields.set(field, reader.varint());
    else if (type === LENGTH_DELIMITED) fields.set(field, reader.take(reader.varint()));
    else throw new Error('a field of the key has an unexpected type');
  }
  return fields;
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get atEnd(): boolean {
    return this.at === this.bytes.length;
  }

  take(count: number): Uint8Array {
    const taken = this.bytes.subarray(this.at, this.at + count);
    if (taken.length !== count) throw new Error('the key is truncated');
    this.at += count;
    return taken;
  }

  /** At most four bytes of seven bits, which is enough for every number in a key. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const [byte = 0] = this.take(1);
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    throw new Error('a number in the key is too long');
  }
}
