import type { Sandbox } from 'nestjs-fitbit-sandbox';
import { importPKCS8, SignJWT } from 'jose';
import { RESOURCE_NAMES, type UpstreamName } from 'nestjs-fitbit';
import { announcedTypes } from './internals';
import type { HostApp } from './host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';

export const WEBHOOK_SECRET = 'Bearer a-secret-of-the-test';
const VERIFICATION_CODE = 'c0de'.repeat(16);

/** What a host needs to be notified. */
export const WEBHOOK_OPTIONS = {
  google: { webhookSecrets: [WEBHOOK_SECRET] },
  verificationCode: VERIFICATION_CODE,
  subscriberId: '1',
};

interface ServiceAccountKey {
  readonly client_email: string;
  readonly private_key: string;
  readonly token_uri: string;
}

/** Makes the host the application's endpoint for notifications, whichever was before it. */
export async function sendNotificationsTo(
  host: Pick<HostApp, 'url'>,
  sandbox: Sandbox,
  upstream: UpstreamName,
): Promise<void> {
  const control = new SandboxControl(sandbox);
  if (upstream === 'fitbit-web-api') {
    const body = { url: `${host.url}/fitbit/update`, verificationCode: VERIFICATION_CODE };
    const { verified } = await control.call<{ verified: boolean }>('POST', 'subscriber', body);
    if (!verified) throw new Error('The endpoint was not verified.');
    return;
  }
  const headers = { authorization: `Bearer ${await serviceToken(control)}`, 'content-type': 'application/json' };
  const subscribers = `${sandbox.url}/v4/projects/123456789012/subscribers`;
  await fetch(`${subscribers}/my-app?force=true`, { method: 'DELETE', headers });
  const response = await fetch(`${subscribers}?subscriberId=my-app`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      endpointUri: `${host.url}/fitbit/webhook`,
      subscriberConfigs: [{ dataTypes: announcedTypes(RESOURCE_NAMES), subscriptionCreatePolicy: 'AUTOMATIC' }],
      endpointAuthorization: { secret: WEBHOOK_SECRET },
    }),
  });
  if (!response.ok) throw new Error(`The subscriber was refused: ${await response.text()}`);
}

async function serviceToken(control: SandboxControl): Promise<string> {
  const key = await control.call<ServiceAccountKey>('GET', 'service-account');
  const { now } = await control.call<{ now: string }>('GET', 'clock');
  const issuedAt = Math.floor(Date.parse(now) / 1000);
  const assertion = await new SignJWT({ scope: 'https://www.googleapis.com/auth/cloud-platform' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(key.client_email)
    .setAudience(key.token_uri)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 3_600)
    .sign(await importPKCS8(key.private_key, 'RS256'));
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const answer = (await (await fetch(key.token_uri, { method: 'POST', body })).json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`No token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}
