import { keyBytes, type Problems } from './checks';
import type { ResolvedEncryptionKey } from './resolved-fitbit-options';

const KEY_ID = /^[A-Za-z0-9_-]{1,32}$/;
const HOW = 'Give at least one { id, key } with 32 random bytes (openssl rand -base64 32).';

/** Checks the key ring. No message shows a key. */
export function resolveEncryptionKeys(value: unknown, problems: Problems): ResolvedEncryptionKey[] {
  if (!Array.isArray(value) || value.length === 0) {
    problems.add(`encryptionKeys is required. ${HOW}`);
    return [];
  }
  const keys: ResolvedEncryptionKey[] = [];
  for (const [index, entry] of (value as unknown[]).entries()) {
    const { id, key } = (entry ?? {}) as { id?: unknown; key?: unknown };
    const bytes = keyBytes(key);
    if (typeof id !== 'string' || !KEY_ID.test(id)) {
      problems.add(`encryptionKeys[${index}].id must be 1 to 32 of A-Z a-z 0-9 _ -.`);
    } else if (!bytes) {
      problems.add(`encryptionKeys[${index}].key ("${id}") must be 32 bytes, or their base64 text.`);
    } else if (keys.some((other) => other.id === id)) {
      problems.add(`encryptionKeys: the id "${id}" is given twice.`);
    } else {
      keys.push({ id, key: bytes });
    }
  }
  return keys;
}
