import { randomBytes } from 'node:crypto';

function random(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** Contains a slash like Google's codes, so that clients that do not encode the code fail here, too. */
export function newCode(): string {
  return `4/0A${random(42)}`;
}

/** Longer than 128 characters, like real ones. The documented limit is 2048 bytes. */
export function newAccessToken(): string {
  return `ya29.a0${random(144)}`;
}

export function newRefreshToken(): string {
  return `1//05${random(60)}`;
}

/** A service account's token is recognizable by the `c`. */
export function newServiceToken(): string {
  return `ya29.c.c0${random(144)}`;
}
