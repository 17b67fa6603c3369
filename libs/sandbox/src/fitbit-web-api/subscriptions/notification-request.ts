import { randomUUID } from 'node:crypto';
import { CLIENT } from '../../oauth/client';
import type { OutboundRequest } from '../../outbox/outbox';
import type { Switches } from '../../switches';
import type { Notification } from './update-notification';
import { signatureOf } from './update-signature';

/** Builds a request with notifications, signed as the switches demand. */
export function buildNotificationRequest(
  url: URL,
  notifications: readonly Notification[],
  { updatesAsFile, notificationSignature }: Readonly<Switches>,
): OutboundRequest {
  const json = JSON.stringify(notifications);
  const { type, body } = updatesAsFile ? asFile(json) : { type: 'application/json', body: json };
  const signature = {
    good: () => signatureOf(body),
    wrong: () => signatureOf(`${body} `),
    'unknown-key': () => signatureOf(body, `not ${CLIENT.secret}`),
    none: () => undefined,
  }[notificationSignature]();
  const headers: Record<string, string> = { 'content-type': type };
  if (signature !== undefined) headers['x-fitbit-signature'] = signature;
  return { url, body, headers };
}

/** That the signature covers the whole multipart body is unconfirmed. */
function asFile(json: string): { type: string; body: string } {
  const boundary = `----sandbox${randomUUID()}`;
  const head = 'Content-Disposition: form-data; name="updates"; filename="updates.json"';
  const body = `--${boundary}\r\n${head}\r\nContent-Type: application/json\r\n\r\n${json}\r\n--${boundary}--\r\n`;
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}
