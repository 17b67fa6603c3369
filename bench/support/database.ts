import { randomBytes } from 'node:crypto';
import { FITBIT_ENTITIES, FITBIT_MIGRATIONS } from 'nestjs-fitbit';
import { DataSource, type DataSourceOptions } from 'typeorm';

const PREFIX = 'fitbit_bench_';
const KEPT_MS = 24 * 60 * 60 * 1000;

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
  const name = `${PREFIX}${Date.now().toString(36)}_${randomBytes(6).toString('hex')}`;
  const server = await new DataSource({ type: 'postgres', url: serverUrl }).initialize();
  await dropForgotten(server);
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

/** What a killed measurement left behind. The name tells its age; one that is in use refuses to be dropped, and may stay. */
async function dropForgotten(server: DataSource): Promise<void> {
  const rows = await server.query<{ datname: string }[]>(
    'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
    [PREFIX],
  );
  for (const { datname } of rows) {
    const [, time] = /^fitbit_bench_([0-9a-z]+)_[0-9a-f]{12}$/.exec(datname) ?? [];
    if (time === undefined || Date.now() - Number.parseInt(time, 36) < KEPT_MS) continue;
    await server.query(`DROP DATABASE IF EXISTS ${datname}`).catch(() => undefined);
  }
}
