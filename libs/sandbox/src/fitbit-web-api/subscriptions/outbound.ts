import { request as httpRequest, type ClientRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** A subscriber has so long to answer (reference §7.5). */
const TIMEOUT_MS = 5_000;

interface Message {
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Requests of the sandbox to others: one connection each, and none that outlives the sandbox. */
export class Outbound {
  private readonly open = new Set<ClientRequest>();
  private closed = false;

  /** The status, or 0 when there was no answer in time. */
  send(url: URL, { method, headers = {}, body = '' }: Message): Promise<number> {
    if (this.closed) return Promise.resolve(0);
    return new Promise((resolve) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      const length = method === 'POST' ? { 'content-length': String(Buffer.byteLength(body)) } : {};
      const request = send(url, { method, agent: false, headers: { connection: 'close', ...length, ...headers } });
      const timer = setTimeout(() => request.destroy(), TIMEOUT_MS);
      const finish = (status: number): void => {
        clearTimeout(timer);
        this.open.delete(request);
        resolve(status);
      };
      this.open.add(request);
      request.once('response', (response) => {
        response.resume().once('close', () => finish(response.complete ? (response.statusCode ?? 0) : 0));
      });
      request.once('error', () => finish(0));
      request.end(body);
    });
  }

  close(): void {
    this.closed = true;
    for (const request of this.open) request.destroy();
  }
}
