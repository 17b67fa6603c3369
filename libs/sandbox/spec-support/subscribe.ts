import type { Answer, Harness, Json } from './harness';
import { serviceToken } from './service-account';
import type { WebhookServer } from './webhook-server';

/** Registers a host's endpoint as the project. */
export async function subscribe(
  harness: Harness,
  host: WebhookServer,
  dataTypes: readonly string[],
  subscriptionCreatePolicy = 'AUTOMATIC',
): Promise<void> {
  await callProject(harness, 'subscribers?subscriberId=my-app', {
    endpointUri: host.url,
    subscriberConfigs: [{ dataTypes, subscriptionCreatePolicy }],
    endpointAuthorization: { secret: host.secret },
  });
}

/** A request of the service account. */
export async function asProject(harness: Harness, method: string, path: string, body?: unknown): Promise<Answer> {
  return harness.send(method, path, {
    headers: { authorization: `Bearer ${await serviceToken(harness)}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** A POST of the service account to the project. */
export async function callProject(harness: Harness, path: string, body: Json): Promise<void> {
  const answer = await asProject(harness, 'POST', `/v4/projects/123456789012/${path}`, body);
  if (answer.status !== 200) throw new Error(`${path} was refused: ${answer.text}`);
}
