import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** Stands before a server, and ends some of its answers in their middle while it goes on listening. */
export class HalfClosingProxy {
  private readonly sockets = new Set<Socket>();
  private left = 0;
  cut = 0;

  private constructor(private readonly server: Server) {}

  static async start(target: URL): Promise<HalfClosingProxy> {
    const server = createServer({ allowHalfOpen: true });
    const proxy = new HalfClosingProxy(server);
    server.on('connection', (client) => proxy.join(client, connect(Number(target.port), target.hostname)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Cuts the next answers to requests whose path has `part` in it. */
  cutNext(count: number, part: string): void {
    this.left = count;
    this.part = part;
  }
  private part = '';

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(client: Socket, upstream: Socket): void {
    let cuts = false;
    for (const socket of [client, upstream]) {
      this.sockets.add(socket.on('error', () => socket.destroy()).on('close', () => this.sockets.delete(socket)));
    }
    client.on('data', (chunk) => {
      cuts = this.left > 0 && chunk.toString('latin1').split('\r\n', 1)[0]?.includes(this.part) === true;
      if (cuts) this.left -= 1;
      upstream.write(chunk);
    });
    client.on('end', () => upstream.end());
    upstream.on('data', (chunk) => {
      if (!cuts) return void client.write(chunk);
      this.cut += 1;
      client.end(chunk.subarray(0, 60));
      upstream.destroy();
    });
    upstream.on('end', () => client.end());
  }
}
