import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly socket: Socket;
}

/** What the server answers: JSON for an object, text as it is, or what a function writes to the response. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}
export type Script = ((request: SeenRequest, response: ServerResponse) => ScriptedAnswer | 'handled') | ScriptedAnswer;

/** A real HTTP server that answers what a test tells it to, and remembers what it was asked. */
export class ScriptedServer {
  readonly seen: SeenRequest[] = [];
  private readonly queue: Script[] = [];
  private fallback: Script = { status: 404, body: { error: { code: 404, status: 'NOT_FOUND' } } };

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedServer> {
    const server = createServer();
    const scripted = new ScriptedServer(server);
    server.on('request', (request, response) => void scripted.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** The answers to the next requests, in order. */
  next(...scripts: Script[]): this {
    this.queue.push(...scripts);
    return this;
  }

  /** The answer to every request that no {@link next} is left for. */
  always(script: Script): this {
    this.fallback = script;
    return this;
  }

  /** Forgets scripts and requests. */
  reset(): void {
    this.seen.length = 0;
    this.queue.length = 0;
    this.fallback = { status: 404, body: { error: { code: 404, status: 'NOT_FOUND' } } };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk);
    const { method = '', headers, socket } = request;
    const seen = { method, url: new URL(request.url ?? '/', this.url), headers, body, socket };
    this.seen.push(seen);
    const script = this.queue.shift() ?? this.fallback;
    const answer = typeof script === 'function' ? script(seen, response) : script;
    if (answer === 'handled') return;
    const text = typeof answer.body === 'object' ? JSON.stringify(answer.body) : (answer.body ?? '');
    const type = typeof answer.body === 'object' ? { 'content-type': 'application/json; charset=UTF-8' } : {};
    response.writeHead(answer.status ?? 200, { ...type, ...answer.headers }).end(text);
  }
}
