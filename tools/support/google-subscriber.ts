import { importPKCS8, SignJWT } from 'jose';
import type { SandboxControl } from './sandbox-control';

/** Of the sandbox's only Google project. */
export const GOOGLE_PROJECT_NUMBER = '123456789012';

interface Subscriber {
  readonly endpointUrl: string;
  readonly dataTypes: readonly string[];
  /** Sent with each notification in the `Authorization` header. */
  readonly secret: string;
}

const SUBSCRIBER_ID = 'my-app';

/** Registers the endpoint for the notifications of all users, in place of an earlier one. */
export async function registerSubscriber(sandbox: SandboxControl, subscriber: Subscriber): Promise<void> {
  const headers = { authorization: `Bearer ${await serviceToken(sandbox)}`, 'content-type': 'application/json' };
  const subscribers = `${sandbox.url}/v4/projects/${GOOGLE_PROJECT_NUMBER}/subscribers`;
  await fetch(`${subscribers}/${SUBSCRIBER_ID}?force=true`, { method: 'DELETE', headers });
  const response = await fetch(`${subscribers}?subscriberId=${SUBSCRIBER_ID}`, {
    method: 'POST',
    headers,
    body: JSON.stringify({
      endpointUri: subscriber.endpointUrl,
      subscriberConfigs: [{ dataTypes: subscriber.dataTypes, subscriptionCreatePolicy: 'AUTOMATIC' }],
      endpointAuthorization: { secret: subscriber.secret },
    }),
  });
  if (!response.ok) throw new Error(`The sandbox refused the subscriber: ${await response.text()}`);
}

async function serviceToken(sandbox: SandboxControl): Promise<string> {
  const key = await sandbox.serviceAccountKey();
  const issuedAt = Math.floor((await sandbox.now()).getTime() / 1000);
  const assertion = await new SignJWT({ scope: 'https://www.googleapis.com/auth/cloud-platform' })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuer(key.client_email)
    .setAudience(key.token_uri)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + 3_600)
    .sign(await importPKCS8(key.private_key, 'RS256'));
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const answer = (await (await fetch(key.token_uri, { method: 'POST', body })).json()) as { access_token?: string };
  if (!answer.access_token) throw new Error(`The service account got no token: ${JSON.stringify(answer)}`);
  return answer.access_token;
}
