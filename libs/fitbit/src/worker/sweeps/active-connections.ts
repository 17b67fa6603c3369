import { Logger } from '@nestjs/common';
import type { Connection } from '../../model/connection';
import type { ConnectionRepository } from '../../storage/connection.repository';

const PAGE = 100;
/** This many failures in a row mean that Redis or Postgres is away. */
const MOST_FAILURES_IN_A_ROW = 5;
const logger = new Logger('ActiveConnections');

/**
 * Calls `work` for each active connection, and returns the sum of its results. Keeps one page in memory. Stops soon after
 * `signal` aborts. A connection that fails is logged and left to the next sweep, so that it does not hold up the others.
 */
export async function sumOverActive(
  connections: ConnectionRepository,
  signal: AbortSignal,
  work: (connection: Connection) => Promise<number>,
): Promise<number> {
  let sum = 0;
  let failuresInARow = 0;
  for await (const connection of activeConnections(connections, signal)) {
    try {
      sum += await work(connection);
      failuresInARow = 0;
    } catch (error) {
      if (signal.aborted || ++failuresInARow === MOST_FAILURES_IN_A_ROW) throw error;
      logger.error(
        `Connection ${connection.id} could not be swept and is left to the next sweep: ${(error as Error).message}`,
        (error as Error).stack,
      );
    }
  }
  return sum;
}

async function* activeConnections(connections: ConnectionRepository, signal: AbortSignal): AsyncGenerator<Connection> {
  let page = await connections.page({ limit: PAGE });
  while (page.length > 0) {
    for (const connection of page) {
      if (signal.aborted) return;
      if (connection.state === 'active') yield connection;
    }
    page = await connections.page({ limit: PAGE, afterUserId: page.at(-1)?.userId });
  }
}
