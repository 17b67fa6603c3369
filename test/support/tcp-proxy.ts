import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Stands between a client and a server, and can go away: every connection is cut, new ones are refused. */
export interface TcpProxy {
  readonly port: number;
  cut(): Promise<void>;
  restore(): Promise<void>;
  /** On the connections that there are, questions arrive and answers do not, until they are released. */
  holdAnswers(): void;
  releaseAnswers(): void;
  close(): Promise<void>;
}

export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  };
  const pairs = new Map<Socket, Socket>();
  const server = createServer((client) => {
    const upstream = connect(target);
    [client, upstream].forEach(keep);
    pairs.set(client, upstream);
    client.once('end', () => client.destroy()).once('close', () => pairs.delete(client));
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
    upstream.once('close', () => client.destroy());
  });
  const listen = (port: number) =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, '127.0.0.1', () => resolve());
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const cut = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    sockets.forEach((socket) => socket.destroy());
    await closed;
  };
  const holdAnswers = () => pairs.forEach((upstream, client) => upstream.unpipe(client));
  const releaseAnswers = () => pairs.forEach((upstream, client) => upstream.unpipe(client).pipe(client));
  return {
    port,
    holdAnswers,
    releaseAnswers,
    cut,
    restore: () => listen(port),
    close: () => (server.listening ? cut() : Promise.resolve()),
  };
}
