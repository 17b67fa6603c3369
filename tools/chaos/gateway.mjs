// One address for several processes: connections go to them in turn, and to another one where nobody answers.
import net from 'node:net';
import { LOOPBACK } from '../support/ports.mjs';

/**
 * @param {number} port
 * @param {readonly number[]} targets
 * @param {import('../support/cleanup.mjs').Cleanup} cleanup
 * @returns {Promise<void>}
 */
export function startGateway(port, targets, cleanup) {
  let turn = 0;
  /** @type {Set<net.Socket>} */
  const open = new Set();

  /** @param {net.Socket} client @param {readonly number[]} ports */
  const forward = (client, [first, ...others]) => {
    if (first === undefined) return client.destroy();
    const server = net.connect(first, LOOPBACK);
    let isConnected = false;
    server.once('connect', () => {
      isConnected = true;
      client.pipe(server);
      server.pipe(client);
    });
    server.on('error', () => isConnected || forward(client, others));
    server.once('close', () => isConnected && client.destroy());
    client.once('close', () => server.destroy());
  };

  const gateway = net.createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    client.once('close', () => open.delete(client));
    turn = (turn + 1) % targets.length;
    forward(client, [...targets.slice(turn), ...targets.slice(0, turn)]);
  });
  cleanup.add(async () => {
    for (const client of open) client.destroy();
    await new Promise((resolve) => gateway.close(resolve));
  });
  return new Promise((resolve, reject) => {
    gateway.once('error', reject);
    gateway.listen(port, LOOPBACK, resolve);
  });
}
