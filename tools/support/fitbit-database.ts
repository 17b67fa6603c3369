import { FITBIT_ENTITIES, FITBIT_MIGRATIONS } from 'nestjs-fitbit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createTemporaryDatabase } from './temporary-database';

/** How a host connects TypeORM with the module's entities and migrations. */
export function dataSourceOptions(url: string): DataSourceOptions {
  return { type: 'postgres', url, entities: [...FITBIT_ENTITIES], migrations: [...FITBIT_MIGRATIONS] };
}

/** A migrated database of a test file or measurement of its own. */
export interface FitbitDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  /** Drops it. */
  close(): Promise<void>;
}

/** On the server of `DATABASE_URL`. */
export async function createFitbitDatabase(): Promise<FitbitDatabase> {
  const database = await createTemporaryDatabase();
  const dataSource = await new DataSource(dataSourceOptions(database.url)).initialize();
  await dataSource.runMigrations();
  return {
    url: database.url,
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await database.drop();
    },
  };
}
