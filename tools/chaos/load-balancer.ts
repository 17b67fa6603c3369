import net from 'node:net';
import type { Cleanup } from '../support/cleanup';
import { LOOPBACK } from '../support/ports';

/** One address for several processes: each takes the next connection, and a process that does not answer is skipped. */
export function startLoadBalancer(port: number, targets: readonly number[], cleanup: Cleanup): Promise<void> {
  let turn = 0;
  const open = new Set<net.Socket>();

  const forward = (client: net.Socket, [first, ...others]: readonly number[]): void => {
    if (first === undefined) {
      client.destroy();
      return;
    }
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

  const balancer = net.createServer((client) => {
    open.add(client);
    client.on('error', () => client.destroy());
    client.once('close', () => open.delete(client));
    turn = (turn + 1) % targets.length;
    forward(client, [...targets.slice(turn), ...targets.slice(0, turn)]);
  });
  cleanup.add(async () => {
    for (const client of open) client.destroy();
    await new Promise((resolve) => balancer.close(resolve));
  });
  return new Promise((resolve, reject) => {
    balancer.once('error', reject);
    balancer.listen(port, LOOPBACK, resolve);
  });
}
