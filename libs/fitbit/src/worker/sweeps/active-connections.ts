import type { Connection } from '../../model/connection';
import type { ConnectionRepository } from '../../storage/connection.repository';

const PAGE = 100;

/** Every connection that reads data, a page in memory at a time; no more of them once `leaving`. */
export async function* activeConnections(
  connections: ConnectionRepository,
  leaving: AbortSignal,
): AsyncGenerator<Connection> {
  let page = await connections.page({ limit: PAGE });
  while (page.length > 0) {
    for (const connection of page) {
      if (leaving.aborted) return;
      if (connection.state === 'active') yield connection;
    }
    page = await connections.page({ limit: PAGE, afterUserId: page.at(-1)?.userId });
  }
}
