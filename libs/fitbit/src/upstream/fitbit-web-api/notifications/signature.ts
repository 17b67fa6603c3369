import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookRequest } from '../../port/webhook';

/**
 * Whether `X-Fitbit-Signature` is the HMAC-SHA1 of the body in base64. The key is the client secret with an ampersand
 * appended.
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
