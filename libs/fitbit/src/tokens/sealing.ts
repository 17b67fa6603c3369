import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SealedTokensError } from '../errors/fitbit.errors';
import type { ResolvedEncryptionKey } from '../options/encryption-keys';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Goes first, so that a later form can be told from this one. */
const FORM = 'v1';

/** One key or several: the first seals, every one opens what it sealed. */
export type KeyRing = readonly [ResolvedEncryptionKey, ...ResolvedEncryptionKey[]];

/**
 * Seals text with AES-256-GCM as `v1.<key id>.<base64url of nonce, tag and ciphertext>`. `identity` names the row and
 * purpose; sealed text that is moved to another row does not open there.
 */
export function seal(text: string, identity: string, [{ id, key }]: KeyRing): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(`${FORM}.${id}.${identity}`));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${prefixOf(id)}${Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url')}`;
}

/** What every text begins with that this key sealed. */
export function prefixOf(keyId: string): string {
  return `${FORM}.${keyId}.`;
}

/** The key that a sealed text names; empty when it is none. */
export function keyIdOf(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

/** @throws SealedTokensError when the key is not in the ring, or the text was changed or belongs to another row. */
export function open(sealed: string, identity: string, ring: KeyRing): string {
  const [form, id = '', body = ''] = sealed.split('.');
  const key = ring.find((candidate) => candidate.id === id)?.key;
  if (form !== FORM || key === undefined) throw new SealedTokensError(id);
  try {
    const bytes = Buffer.from(body, 'base64url');
    const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
    decipher.setAAD(Buffer.from(`${FORM}.${id}.${identity}`));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    const ciphertext = bytes.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new SealedTokensError(id, { cause });
  }
}
