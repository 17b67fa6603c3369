import { createHmac } from 'node:crypto';
import { CLIENT } from '../../oauth/client';

/**
 * The `X-Fitbit-Signature` of a body: HMAC-SHA1, keyed with the client secret and an ampersand.
 *
 * @param secret the application's secret, unless a test vector is checked
 */
export function signatureOf(body: string, secret: string = CLIENT.secret): string {
  return createHmac('sha1', `${secret}&`).update(body).digest('base64');
}
