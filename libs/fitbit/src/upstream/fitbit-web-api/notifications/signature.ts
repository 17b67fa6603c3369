import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '../../fitbit-upstream';

/**
 * Whether `X-Fitbit-Signature` is the base64 text of the HMAC-SHA1 of the body, keyed by the client secret and an
 * ampersand.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/developer-guide/best-practices/#Subscriber-Security
 */
export function isSigned({ headers, body }: WebhookRequest, clientSecret: string): boolean {
  const given = headers['x-fitbit-signature'];
  if (typeof given !== 'string') return false;
  const expected = Buffer.from(createHmac('sha1', `${clientSecret}&`).update(body).digest('base64'));
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}
