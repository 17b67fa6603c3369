import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly body: string;
  readonly signature: string | undefined;
  readonly type: string;
}

/** A host's endpoint. It knows its verification code and records every notification. */
export class SubscriberServer {
  readonly received: Received[] = [];
  readonly verifications: string[] = [];
  /** The status with which it answers notifications. */
  status = 204;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(code: string): Promise<SubscriberServer> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const subscriber = new SubscriberServer(server, `http://127.0.0.1:${port}/fitbit/update`);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (request.method === 'GET') {
          const given = new URL(request.url ?? '', subscriber.url).searchParams.get('verify') ?? '';
          subscriber.verifications.push(given);
          response.writeHead(given === code ? 204 : 404).end();
          return;
        }
        const signature = request.headers['x-fitbit-signature'];
        const type = request.headers['content-type'] ?? '';
        subscriber.received.push({ body: Buffer.concat(chunks).toString(), signature: String(signature), type });
        response.writeHead(subscriber.status).end();
      });
    });
    return subscriber;
  }

  async close(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }
}
