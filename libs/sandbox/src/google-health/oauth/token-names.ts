import { randomBytes } from 'node:crypto';

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** Looks like Google's, slash included: a code that is not URL-encoded breaks here, too. */
export function newCode(): string {
  return `4/0A${random(42)}`;
}

/** Longer than 128 characters, as real ones are; the documented limit is 2048 bytes. */
export function newAccessToken(): string {
  return `ya29.a0${random(144)}`;
}

export function newRefreshToken(): string {
  return `1//05${random(60)}`;
}

/** Of a service account: the `c` says so. */
export function newServiceToken(): string {
  return `ya29.c.c0${random(144)}`;
}
