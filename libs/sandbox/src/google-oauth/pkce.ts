import { createHash } from 'node:crypto';
import type { CodeBinding } from './grants';

const UNRESERVED = /^[A-Za-z0-9\-._~]{43,128}$/;

/** `true` for text that can be a code challenge or verifier (RFC 7636 §4.1). */
export function isPkceText(text: string): boolean {
  return UNRESERVED.test(text);
}

export function provesChallenge(challenge: NonNullable<CodeBinding['challenge']>, verifier: string): boolean {
  if (!isPkceText(verifier)) return false;
  if (challenge.method === 'plain') return challenge.value === verifier;
  return createHash('sha256').update(verifier).digest('base64url') === challenge.value;
}
