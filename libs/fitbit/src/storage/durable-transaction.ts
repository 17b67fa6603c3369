import type { DataSource, EntityManager } from 'typeorm';

/**
 * Runs `work` in a transaction whose commit is on disk before the promise resolves, also on a server that is configured
 * with `synchronous_commit = off`. A refreshed grant may exist nowhere else.
 */
export function durableTransaction<T>(
  dataSource: DataSource,
  work: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SET LOCAL synchronous_commit = on');
    return work(manager);
  });
}
