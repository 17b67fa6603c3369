import { FITBIT_ENTITIES, FITBIT_MIGRATIONS } from 'nestjs-fitbit';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { createTestDatabase } from './database';

/** How a host connects TypeORM with the module's entities and migrations. */
export function dataSourceOptions(url: string): DataSourceOptions {
  return { type: 'postgres', url, entities: [...FITBIT_ENTITIES], migrations: [...FITBIT_MIGRATIONS] };
}

/** A migrated database of one spec file's own. */
export interface FitbitDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  close(): Promise<void>;
}

export async function createFitbitDatabase(): Promise<FitbitDatabase> {
  const database = await createTestDatabase();
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
