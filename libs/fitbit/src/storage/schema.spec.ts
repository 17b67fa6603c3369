import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { FITBIT_ENTITIES } from 'nestjs-fitbit';
import { DataSource, DefaultNamingStrategy } from 'typeorm';
import { createTemporaryDatabase } from '../../../../tools/support/temporary-database';
import { describeSchema } from '../../spec-support/describe-schema';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';

const FILE = path.resolve(__dirname, '../../../../docs/schema.sql');
const HEADER = `-- The tables that FITBIT_MIGRATIONS creates, as PostgreSQL describes them.
-- Written by \`npm run schema\`. Do not edit.

`;

/** Describes an empty database after `fill`. */
async function describeFilled(
  fill: (dataSource: DataSource) => Promise<unknown>,
  options: { readonly entities?: boolean } = {},
): Promise<string> {
  const database = await createTemporaryDatabase();
  const dataSource = await new DataSource({
    type: 'postgres',
    url: database.url,
    entities: options.entities ? [...FITBIT_ENTITIES] : [],
    namingStrategy: new PostgresPrimaryKeys(),
  }).initialize();
  try {
    await fill(dataSource);
    return await describeSchema(dataSource);
  } finally {
    await dataSource.destroy();
    await database.drop();
  }
}

/** Names primary keys as PostgreSQL does by default, which the entities do not repeat for every column. */
class PostgresPrimaryKeys extends DefaultNamingStrategy {
  override primaryKeyName(table: string | { name: string }): string {
    return `${typeof table === 'string' ? table : table.name}_pkey`;
  }
}

describe('docs/schema.sql', () => {
  let database: FitbitDatabase;
  let migrated: string;
  beforeAll(async () => {
    database = await createFitbitDatabase();
    migrated = await describeSchema(database.dataSource);
    if (process.env.UPDATE_SCHEMA) writeFileSync(FILE, HEADER + migrated);
  });
  afterAll(() => database.close());

  it('is the schema of a freshly migrated database; `npm run schema` writes it again', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(HEADER + migrated);
  });

  it('creates the same schema when it is run', async () => {
    const script = readFileSync(FILE, 'utf8');
    expect(await describeFilled((dataSource) => dataSource.query(script))).toBe(migrated);
  });

  it('is the schema that TypeORM makes of the entities', async () => {
    expect(await describeFilled((dataSource) => dataSource.synchronize(), { entities: true })).toBe(migrated);
  });

  it('keeps every name under the prefix fitbit_', () => {
    const named = [...migrated.matchAll(/(?:CONSTRAINT|CREATE (?:SEQUENCE|TABLE|(?:UNIQUE )?INDEX)) (\S+)/g)];
    const names = named.map(([, name]) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(names.filter((name) => !name?.startsWith('fitbit_'))).toEqual([]);
  });
});
