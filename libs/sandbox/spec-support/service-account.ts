import { sign } from 'node:crypto';
import type { ServiceAccountKey } from '../src/google-health/oauth/service-account-key';
import type { Answer, Harness, Json } from './harness';

export const CLOUD_PLATFORM = 'https://www.googleapis.com/auth/cloud-platform';
export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

interface AssertionChanges {
  readonly claims?: Json;
  readonly header?: Json;
  /** Signs other bytes. */
  readonly forged?: boolean;
}

/** A valid assertion of the sandbox's service account; `undefined` omits a claim. */
export function assertion(harness: Harness, { claims, header, forged }: AssertionChanges = {}): string {
  const key: ServiceAccountKey = harness.sandbox.serviceAccountKey();
  const iat = Math.floor(harness.clock.now().getTime() / 1000);
  const all = { iss: key.client_email, scope: CLOUD_PLATFORM, aud: key.token_uri, iat, exp: iat + 3600, ...claims };
  const head = { alg: 'RS256', typ: 'JWT', kid: key.private_key_id, ...header };
  const text = [head, all].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = sign('RSA-SHA256', Buffer.from(forged ? `${text}x` : text), key.private_key).toString('base64url');
  return `${text}.${signature}`;
}

export function bear(harness: Harness, text: string): Promise<Answer> {
  return harness.form('/token', { grant_type: JWT_BEARER, assertion: text });
}

/** An access token of the service account. */
export async function serviceToken(harness: Harness): Promise<string> {
  return (await bear(harness, assertion(harness))).json.access_token as string;
}
