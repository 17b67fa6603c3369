import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** R5: whether `given` is the subscriber's verification code. The time taken reveals neither its content nor its length. */
export function isVerificationCode(given: string | null, expected: string | undefined): boolean {
  return given !== null && expected !== undefined && timingSafeEqual(digest(given), digest(expected));
}
