import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands before a server, and holds the requests to some paths until it is opened. */
export class Gate {
  readonly url: string;
  private held: (() => void)[] = [];
  private forwarded = 0;
  private paths: RegExp | undefined;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (asked: IncomingMessage, answer: ServerResponse) => {
      const pass = () => this.forward(asked, answer);
      if (!this.paths?.test(asked.url ?? '')) return pass();
      this.held.push(pass);
    });
  }

  static async start(target: string): Promise<Gate> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Gate(server, new URL(target));
  }

  /** How many requests wait. */
  get waiting(): number {
    return this.held.length;
  }

  /** How many requests were forwarded and are not answered yet, even if their sender is gone. */
  get underWay(): number {
    return this.forwarded;
  }

  hold(paths: RegExp): void {
    this.paths = paths;
  }

  /** What is held stays so; the next ones pass. */
  letOthersPass(): void {
    this.paths = undefined;
  }

  open(): void {
    this.paths = undefined;
    for (const pass of this.held.splice(0)) pass();
  }

  async close(): Promise<void> {
    this.open();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Who sends a browser back says who it is (`iss`), and stands where the gate stands. */
  private renamed({ location, ...headers }: IncomingHttpHeaders): IncomingHttpHeaders {
    const [inner, outer] = [this.target.origin, this.url].map(encodeURIComponent) as [string, string];
    return location === undefined ? headers : { ...headers, location: location.replaceAll(inner, outer) };
  }

  private forward(asked: IncomingMessage, answer: ServerResponse): void {
    const { hostname, port } = this.target;
    const { method, url, headers } = asked;
    const passed = request({ hostname, port, method, path: url, headers, agent: false }, (answered) => {
      answer.writeHead(answered.statusCode ?? 502, this.renamed(answered.headers));
      answered.pipe(answer);
    });
    this.forwarded += 1;
    passed.once('close', () => (this.forwarded -= 1));
    passed.on('error', () => answer.destroy());
    answer.on('error', () => passed.destroy());
    asked.pipe(passed);
  }
}
