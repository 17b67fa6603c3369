import type { Harness, Json } from './harness';
import { serviceToken } from './service-account';
import type { WebhookServer } from './webhook-server';

/** Registers a host's endpoint, as the project would. */
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

/** A POST of the service account to the project. */
export async function callProject(harness: Harness, path: string, body: Json): Promise<void> {
  const answer = await harness.post(`/v4/projects/123456789012/${path}`, await serviceToken(harness), body);
  if (answer.status !== 200) throw new Error(`${path} was refused: ${answer.text}`);
}
