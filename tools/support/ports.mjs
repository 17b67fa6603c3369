// Ports of the loopback interface.
import net from 'node:net';

export const LOOPBACK = '127.0.0.1';
const ATTEMPTS = 5;

/**
 * A port nobody listens on now; 0 asks the system for any.
 * @param {number} [wanted]
 * @returns {Promise<number>}
 */
export function freePort(wanted = 0) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', reject);
    probe.listen(wanted, LOOPBACK, () => {
      const { port } = /** @type {net.AddressInfo} */ (probe.address());
      probe.close(() => resolve(port));
    });
  });
}

/** @param {number} port */
export const isPortFree = (port) =>
  freePort(port).then(
    () => true,
    () => false,
  );

/** Another process may take a free port before we do. */
export class PortTakenError extends Error {}

/**
 * Starts something on a free port, and again on another one when it was taken meanwhile.
 * @template T
 * @param {(port: number) => Promise<T>} start
 * @returns {Promise<T>}
 */
export async function onFreePort(start) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(await freePort());
    } catch (error) {
      if (!(error instanceof PortTakenError) || attempt === ATTEMPTS) throw error;
    }
  }
}
