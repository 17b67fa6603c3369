import type { DataSource, EntityManager } from 'typeorm';
import { retryConflicts } from './retry-conflicts';

/**
 * Makes the commit of the statement that evaluates it reach the disk before it is reported, also on a server that is
 * configured with `synchronous_commit = off`. For a statement that is a transaction of its own, as one of its columns.
 */
export const DURABLE = `set_config('synchronous_commit', 'on', true)`;

/**
 * Runs `work` in a transaction whose commit is on disk before the promise resolves, also on a server that is configured
 * with `synchronous_commit = off`. A refreshed grant may exist nowhere else. The transaction is repeated when it conflicts
 * with another one, so `work` must do nothing but query.
 *
 * @param retried - codes of PostgreSQL that lead to another attempt besides those of {@link retryConflicts}
 */
export function durableTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
  ...retried: readonly string[]
): Promise<T> {
  const transaction = () =>
    dataSource.transaction(async (manager) => {
      await manager.query('SET LOCAL synchronous_commit = on');
      return work(manager);
    });
  return retryConflicts(transaction, ...retried);
}
