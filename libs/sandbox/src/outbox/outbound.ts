import { Agent as HttpAgent, type ClientRequest, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** The largest number of simultaneous requests to one host. */
export const MAX_CONNECTIONS = 20;

export interface Message {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const AGENT_OPTIONS = { keepAlive: true, maxSockets: MAX_CONNECTIONS };

/** HTTP requests of the sandbox. They share a few kept-alive connections, which close with the sandbox. */
export class Outbound {
  private readonly open = new Set<ClientRequest>();
  private readonly http = new HttpAgent(AGENT_OPTIONS);
  private readonly https = new HttpsAgent(AGENT_OPTIONS);
  private closed = false;

  /** @param timeoutMs how long a request may take, in milliseconds; evaluated for every request */
  constructor(private readonly timeoutMs: () => number) {}

  /** Resolves to the status, or to 0 if there was no answer in time. */
  async send(url: URL, message: Message): Promise<number> {
    for (;;) {
      const { status, stale } = await this.attempt(url, message);
      if (!stale || this.closed) return status;
    }
  }

  close(): void {
    this.closed = true;
    for (const request of this.open) request.destroy();
    this.http.destroy();
    this.https.destroy();
  }

  /** `stale`: the request used a kept-alive connection that the other side had closed. */
  private attempt(url: URL, { method, headers = {}, body = '' }: Message): Promise<{ status: number; stale: boolean }> {
    if (this.closed) return Promise.resolve({ status: 0, stale: false });
    return new Promise((resolve) => {
      const secure = url.protocol === 'https:';
      const length = method === 'POST' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const options = { method, agent: secure ? this.https : this.http, headers: { ...length, ...headers } };
      const request = secure ? httpsRequest(url, options) : httpRequest(url, options);
      const timer = setTimeout(() => request.destroy(), this.timeoutMs());
      const finish = (status: number, stale = false): void => {
        clearTimeout(timer);
        this.open.delete(request);
        resolve({ status, stale });
      };
      this.open.add(request);
      request.once('response', (response) => {
        response.resume().once('close', () => finish(response.complete ? (response.statusCode ?? 0) : 0));
      });
      request.on('error', (error: NodeJS.ErrnoException) => {
        finish(0, request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE'));
      });
      request.end(body);
    });
  }
}
