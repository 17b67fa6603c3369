import { Buffer } from 'node:buffer';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { SealedTokensError } from '../errors/fitbit.errors';
import type { ResolvedEncryptionKey } from '../options/encryption-keys';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The format version, so that a later format can be told apart. */
const FORM = 'v1';

/** One or more keys. The first one seals; each opens what it has sealed. */
export type KeyRing = readonly [ResolvedEncryptionKey, ...ResolvedEncryptionKey[]];

/**
 * Seals text with AES-256-GCM as `v1.<key id>.<base64url of nonce, tag and ciphertext>`. `identity` names the row and
 * purpose, so sealed text that is moved to another row does not open there.
 */
export function seal(text: string, identity: string, [{ id, key }]: KeyRing): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(`${FORM}.${id}.${identity}`));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `${prefixOf(id)}${Buffer.concat([nonce, cipher.getAuthTag(), ciphertext]).toString('base64url')}`;
}

/** The beginning of every text that this key sealed. */
export function prefixOf(keyId: string): string {
  return `${FORM}.${keyId}.`;
}

/** The id of the key that a sealed text names; empty when the text is not sealed. */
export function keyIdOf(sealed: string): string {
  return sealed.split('.')[1] ?? '';
}

/** @throws SealedTokensError when the key is not in the ring, the text was changed, or it belongs to another row. */
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
