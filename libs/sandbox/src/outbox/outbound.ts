import { Agent as HttpAgent, type ClientRequest, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** Requests that may be under way to one host at once. */
export const MAX_CONNECTIONS = 20;

export interface Message {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const AGENT_OPTIONS = { keepAlive: true, maxSockets: MAX_CONNECTIONS };

/** Requests of the sandbox to others: over few connections that are kept, none of which outlives the sandbox. */
export class Outbound {
  private readonly open = new Set<ClientRequest>();
  private readonly http = new HttpAgent(AGENT_OPTIONS);
  private readonly https = new HttpsAgent(AGENT_OPTIONS);
  private closed = false;

  /** @param timeoutMs how long a request may take, in milliseconds; asked for each */
  constructor(private readonly timeoutMs: () => number) {}

  /** The status, or 0 when there was no answer in time. */
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

  /** `stale`: the connection had been kept, and the other side has closed it meanwhile. */
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
