import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookNotification } from '../src/google-health/webhooks/webhook-notification';
import type { Json } from './harness';

export interface ReceivedWebhook {
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** A host's endpoint for Google's notifications. It knows its secret and records every request. */
export class WebhookServer {
  readonly received: ReceivedWebhook[] = [];
  readonly verifications: ReceivedWebhook[] = [];
  secret = 'Bearer endpoint-secret';
  /** The status with which it answers notifications; `0` closes the connection instead. */
  status = 204;
  /** The statuses with which it answers verifications, with and without the secret. */
  verification = { accepted: 201, refused: 401 };
  /** Accepts requests but never answers. */
  silent = false;
  /** The largest number of simultaneous requests. */
  mostAtOnce = 0;
  private atOnce = 0;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(): Promise<WebhookServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const webhook = new WebhookServer(server, `http://127.0.0.1:${port}/fitbit/webhook`);
    server.on('request', (request, response) => {
      webhook.mostAtOnce = Math.max(webhook.mostAtOnce, ++webhook.atOnce);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        webhook.atOnce--;
        const status = webhook.take({ body: Buffer.concat(chunks).toString(), headers: request.headers });
        if (webhook.silent) return;
        if (status === 0) request.socket.destroy();
        else response.writeHead(status).end();
      });
    });
    return webhook;
  }

  /** Every received notification, in order of arrival. */
  get notifications(): WebhookNotification['data'][] {
    return this.received.flatMap(({ body }) =>
      (JSON.parse(body) as WebhookNotification[]).map((notification) => notification.data),
    );
  }

  forget(): void {
    this.received.length = 0;
    this.verifications.length = 0;
    this.mostAtOnce = 0;
  }

  async close(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }

  private take(request: ReceivedWebhook): number {
    if (request.body !== '{"type":"verification"}') {
      this.received.push(request);
      return this.status;
    }
    this.verifications.push(request);
    const { accepted, refused } = this.verification;
    return request.headers.authorization === this.secret ? accepted : refused;
  }
}

interface TinkKey {
  readonly keyId: number;
  readonly status: string;
  readonly keyData: { readonly value: string };
}

/** Verifies a signature with the published keyset, using `node:crypto` only. */
export function isGenuine({ body, headers }: ReceivedWebhook, keyset: Json): boolean {
  const signature = Buffer.from(String(headers['google-health-api-signature']), 'base64');
  if (signature[0] !== 1) return false;
  const keyId = signature.readUInt32BE(1);
  const key = (keyset.key as TinkKey[]).find((one) => one.keyId === keyId && one.status === 'ENABLED');
  if (!key) return false;
  const jwk = publicJwk(Buffer.from(key.keyData.value, 'base64'));
  return verify('sha256', Buffer.from(body), createPublicKey({ key: jwk, format: 'jwk' }), signature.subarray(5));
}

/** Fields 3 and 4 of the protobuf message, shortened to 32 bytes. */
export function publicJwk(message: Buffer): JsonWebKey {
  const fields = new Map<number, Buffer>();
  for (let at = 0; at < message.length;) {
    const [tag, length] = [message.readUInt8(at), message.readUInt8(at + 1)];
    fields.set(tag >> 3, message.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  const coordinate = (number: number): string =>
    (fields.get(number) ?? Buffer.alloc(0)).subarray(-32).toString('base64url');
  return { kty: 'EC', crv: 'P-256', x: coordinate(3), y: coordinate(4) };
}
