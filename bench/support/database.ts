import { randomBytes } from 'node:crypto';
import { FITBIT_ENTITIES, FITBIT_MIGRATIONS } from 'nestjs-fitbit';
import { DataSource, type DataSourceOptions } from 'typeorm';

/** How a host connects TypeORM with the module's entities and migrations. */
export function dataSourceOptions(url: string): DataSourceOptions {
  return { type: 'postgres', url, entities: [...FITBIT_ENTITIES], migrations: [...FITBIT_MIGRATIONS] };
}

/** A migrated database for one measurement. */
export interface BenchDatabase {
  readonly url: string;
  readonly dataSource: DataSource;
  /** Drops it, whoever is still connected. */
  close(): Promise<void>;
}

export async function createBenchDatabase(serverUrl: string): Promise<BenchDatabase> {
  const name = `fitbit_bench_${randomBytes(6).toString('hex')}`;
  const server = await new DataSource({ type: 'postgres', url: serverUrl }).initialize();
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const dataSource = await new DataSource(dataSourceOptions(url.href)).initialize();
  await dataSource.runMigrations();
  return {
    url: url.href,
    dataSource,
    close: async () => {
      await dataSource.destroy();
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.destroy();
    },
  };
}
