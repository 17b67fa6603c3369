import { sign } from 'node:crypto';
import { PROJECT_NUMBER, type Sandbox } from 'nestjs-fitbit-sandbox';
import { WEBHOOK_SECRET } from '../support/module-options';

const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** Has the steps of everybody who gave the permission announced to the host. */
export async function announceSteps(sandbox: Sandbox, hostUrl: string): Promise<void> {
  const token = await serviceToken(sandbox);
  const response = await fetch(`${sandbox.url}/v4/projects/${PROJECT_NUMBER}/subscribers?subscriberId=bench`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      endpointUri: `${hostUrl}/fitbit/webhook`,
      subscriberConfigs: [{ dataTypes: ['steps'], subscriptionCreatePolicy: 'AUTOMATIC' }],
      endpointAuthorization: { secret: WEBHOOK_SECRET },
    }),
  });
  if (!response.ok) throw new Error(`The subscriber was refused: ${await response.text()}`);
}

async function serviceToken(sandbox: Sandbox): Promise<string> {
  const key = sandbox.serviceAccountKey();
  const iat = Math.floor(sandbox.clock.now().getTime() / 1000);
  const claims = { iss: key.client_email, scope: SCOPE, aud: key.token_uri, iat, exp: iat + 3_600 };
  const text = [{ alg: 'RS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const assertion = `${text}.${sign('RSA-SHA256', Buffer.from(text), key.private_key).toString('base64url')}`;
  const body = new URLSearchParams({ grant_type: GRANT_TYPE, assertion });
  const answer = (await (await fetch(key.token_uri, { method: 'POST', body })).json()) as { access_token?: string };
  if (!answer.access_token) throw new Error('The service account got no token.');
  return answer.access_token;
}
