import { createHash } from 'node:crypto';

/** What an authorization request binds its code to (RFC 7636). */
export interface PkceChallenge {
  readonly value: string;
  readonly method: 'S256' | 'plain';
}

const UNRESERVED = /^[A-Za-z0-9\-._~]{43,128}$/;

/** `true` for text that can be a code challenge or verifier (RFC 7636 §4.1). */
export function isPkceText(text: string): boolean {
  return UNRESERVED.test(text);
}

export function provesChallenge(challenge: PkceChallenge, verifier: string): boolean {
  if (!isPkceText(verifier)) return false;
  if (challenge.method === 'plain') return challenge.value === verifier;
  return createHash('sha256').update(verifier).digest('base64url') === challenge.value;
}
