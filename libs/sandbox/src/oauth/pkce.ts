import { createHash } from 'node:crypto';

/** The PKCE challenge that an authorization code is bound to (RFC 7636). */
export interface PkceChallenge {
  readonly value: string;
  readonly method: 'S256' | 'plain';
}

const UNRESERVED = /^[A-Za-z0-9\-._~]{43,128}$/;

/** `true` for a well-formed code challenge or verifier (RFC 7636 §4.1). */
export function isPkceText(text: string): boolean {
  return UNRESERVED.test(text);
}

export function provesChallenge(challenge: PkceChallenge, verifier: string): boolean {
  if (!isPkceText(verifier)) return false;
  if (challenge.method === 'plain') return challenge.value === verifier;
  return createHash('sha256').update(verifier).digest('base64url') === challenge.value;
}
