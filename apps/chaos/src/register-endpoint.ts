import { sign } from 'node:crypto';
import type { Environment } from '../../common/src';
import type { SandboxControl } from './sandbox-control';

/** What the module reads of what Google announces. */
const DATA_TYPES = [
  ...['steps', 'distance', 'floors', 'altitude', 'sedentary-period', 'sleep', 'weight', 'body-fat'],
  ...['nutrition-log', 'hydration-log'],
];
const SUBSCRIBERS = '/v4/projects/123456789012/subscribers';
const HOUR_S = 3_600;

interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly token_uri: string;
}

/** Tells the upstream where the application takes notifications, as its owner does once. */
export async function registerEndpoint(sandbox: SandboxControl, { publicUrl, fitbit }: Environment): Promise<void> {
  if (fitbit.upstream === 'fitbit-web-api') {
    const url = new URL('/fitbit/update', publicUrl).href;
    await sandbox.call('POST', 'behaviours', { retryNotifications: true });
    const state = { url, verificationCode: fitbit.verificationCode };
    const { verified } = await sandbox.call<{ verified: boolean }>('POST', 'subscriber', state);
    if (!verified) throw new Error('The endpoint was not verified.');
    return;
  }
  const response = await fetch(`${sandbox.baseUrl}${SUBSCRIBERS}?subscriberId=chaos`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await serviceToken(sandbox)}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      endpointUri: new URL('/fitbit/webhook', publicUrl).href,
      subscriberConfigs: [{ dataTypes: DATA_TYPES, subscriptionCreatePolicy: 'AUTOMATIC' }],
      endpointAuthorization: { secret: fitbit.webhookSecrets?.[0] },
    }),
  });
  if (!response.ok) throw new Error(`The subscriber was refused: ${await response.text()}`);
}

async function serviceToken(sandbox: SandboxControl): Promise<string> {
  const key = await sandbox.call<ServiceAccountKey>('GET', 'service-account');
  const { now } = await sandbox.call<{ now: string }>('GET', 'clock');
  const iat = Math.floor(Date.parse(now) / 1000);
  const claims = {
    iss: key.client_email,
    aud: key.token_uri,
    iat,
    exp: iat + HOUR_S,
    scope: 'https://www.googleapis.com/auth/cloud-platform',
  };
  const content = [{ alg: 'RS256', typ: 'JWT' }, claims].map((part) => encode(JSON.stringify(part))).join('.');
  const assertion = `${content}.${sign('RSA-SHA256', Buffer.from(content), key.private_key).toString('base64url')}`;
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const answer = (await (await fetch(key.token_uri, { method: 'POST', body })).json()) as { access_token: string };
  return answer.access_token;
}

const encode = (text: string): string => Buffer.from(text).toString('base64url');
