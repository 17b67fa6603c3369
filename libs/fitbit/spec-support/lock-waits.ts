import type { DataSource } from 'typeorm';
import { until } from '../../../test/support/until';

/** Waits until so many statements in the database of this data source wait for a lock. */
export async function lockWaits(dataSource: DataSource, count: number): Promise<void> {
  await until(`${count} statements that wait for a lock`, async () => {
    const [row] = await dataSource.query<{ waiting: number }[]>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity
       WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row?.waiting === count;
  });
}

/** Runs `work` while `sql` has been run in a transaction of another connection, which commits when `work` returns. */
export async function whileUncommitted<T>(dataSource: DataSource, sql: string, work: () => Promise<T>): Promise<T> {
  const other = dataSource.createQueryRunner();
  try {
    await other.startTransaction();
    await other.query(sql);
    const done = await work();
    await other.commitTransaction();
    return done;
  } finally {
    await other.release();
  }
}
