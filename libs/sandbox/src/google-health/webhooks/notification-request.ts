import type { Switches } from '../../switches';
import type { OutboundRequest } from '../../outbox/outbox';
import type { WebhookNotification } from './webhook-notification';
import type { WebhookSubscriber } from './subscriber';
import type { WebhookKeys } from './webhook-keys';

/** The header that carries Google's signature. */
export function signatureHeader({ oldSignatureHeader }: Readonly<Switches>): string {
  return oldSignatureHeader ? 'X-HEALTHAPI-SIGNATURE' : 'GOOGLE-HEALTH-API-SIGNATURE';
}

/** Builds a request with notifications, authorized and signed as the switches demand. */
export function buildNotificationRequest(
  { endpointUri, secret }: WebhookSubscriber,
  notifications: readonly WebhookNotification[],
  keys: WebhookKeys,
  switches: Readonly<Switches>,
): OutboundRequest {
  const body = JSON.stringify(switches.singleNotifications ? notifications[0] : notifications);
  const signature = {
    good: () => keys.sign(body),
    wrong: () => keys.sign(`${body} `),
    'unknown-key': () => keys.signWithUnpublishedKey(body),
    none: () => undefined,
  }[switches.notificationSignature]();
  const authorization = { secret, wrong: `not ${secret}`, none: undefined }[switches.notificationAuthorization];
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'user-agent': 'Google-Health-API-Webhooks',
  };
  if (authorization !== undefined) headers.authorization = authorization;
  if (signature !== undefined) headers[signatureHeader(switches)] = signature;
  return { url: new URL(endpointUri), headers, body };
}
