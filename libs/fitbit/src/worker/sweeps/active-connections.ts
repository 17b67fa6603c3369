import type { Connection } from '../../model/connection';
import type { ConnectionRepository } from '../../storage/connection.repository';

const PAGE = 100;

/** Every connection that reads data, a page in memory at a time. */
export async function* activeConnections(connections: ConnectionRepository): AsyncGenerator<Connection> {
  let page = await connections.page({ limit: PAGE });
  while (page.length > 0) {
    yield* page.filter(({ state }) => state === 'active');
    page = await connections.page({ limit: PAGE, afterUserId: page.at(-1)?.userId });
  }
}
