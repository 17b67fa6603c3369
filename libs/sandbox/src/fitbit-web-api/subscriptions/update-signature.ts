import { createHmac } from 'node:crypto';
import { CLIENT } from '../../oauth/client';

/**
 * `X-Fitbit-Signature` of a body, to the byte: HMAC-SHA1 with the client secret and an ampersand (reference §7.6).
 *
 * @param secret the application's, unless a test vector is checked
 */
export function signatureOf(body: string, secret: string = CLIENT.secret): string {
  return createHmac('sha1', `${secret}&`).update(body).digest('base64');
}
