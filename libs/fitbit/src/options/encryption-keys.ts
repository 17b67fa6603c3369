import { Buffer } from 'node:buffer';
import type { Option } from './option';
import type { Problems } from './problems';

/** A key that seals tokens. */
export interface EncryptionKey {
  /** Stored with everything the key seals, so that it can be found again: 1 to 32 of `A-Za-z0-9_-`. */
  readonly id: string;
  /** 32 random bytes, or their base64 text (`openssl rand -base64 32`). */
  readonly key: string | Uint8Array;
}

/** A key of the ring as bytes. */
export interface ResolvedEncryptionKey {
  readonly id: string;
  readonly key: Uint8Array;
}

type ResolvedKeyRing = readonly [ResolvedEncryptionKey, ...ResolvedEncryptionKey[]];

const TYPE = 'a list of { id, key }';
const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const BASE64_OF_32_BYTES = /^[A-Za-z0-9+/_-]{43}=?$/;

export function keyRing(): Option<readonly EncryptionKey[], ResolvedKeyRing> {
  return {
    type: TYPE,
    required: true,
    variable: { format: 'id:base64; several are separated by commas', parse: readKeyRing },
    resolve: (value, label, problems) => resolveKeyRing(value, label, problems) as unknown as ResolvedKeyRing,
  };
}

/** `undefined` also when only one entry lacks an id or a key: a key that stands alone must not be taken for an id. */
function readKeyRing(text: string): EncryptionKey[] | undefined {
  const keys = text.split(',').map((entry) => {
    const [id = '', key = ''] = entry.trim().split(':', 2);
    return { id, key };
  });
  return keys.every(({ id, key }) => id !== '' && key !== '') ? keys : undefined;
}

/** No message shows a key. */
function resolveKeyRing(value: unknown, label: string, problems: Problems): ResolvedEncryptionKey[] {
  if (!Array.isArray(value) || value.length === 0) {
    problems.add(`${label} is required: ${TYPE}, at least one, with 32 random bytes (openssl rand -base64 32).`);
    return [];
  }
  const keys: ResolvedEncryptionKey[] = [];
  for (const [index, entry] of (value as unknown[]).entries()) {
    const { id, key } = (entry ?? {}) as { id?: unknown; key?: unknown };
    const bytes = keyBytes(key);
    if (typeof id !== 'string' || !KEY_ID.test(id)) {
      problems.add(`${label}[${index}].id must be 1 to 32 of A-Z a-z 0-9 _ -.`);
    } else if (!bytes) {
      problems.add(`${label}[${index}].key ("${id}") must be 32 bytes, or their base64 text.`);
    } else if (keys.some((other) => other.id === id)) {
      problems.add(`${label} has the id "${id}" twice.`);
    } else {
      keys.push({ id, key: bytes });
    }
  }
  return keys;
}

function keyBytes(key: unknown): Uint8Array | undefined {
  if (key instanceof Uint8Array) return key.byteLength === 32 ? key : undefined;
  if (typeof key !== 'string' || !BASE64_OF_32_BYTES.test(key)) return undefined;
  const bytes = Buffer.from(key, 'base64');
  return bytes.byteLength === 32 ? bytes : undefined;
}
