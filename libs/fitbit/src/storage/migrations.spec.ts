import { FITBIT_MIGRATIONS } from 'nestjs-fitbit';
import { describeSchema } from '../../spec-support/describe-schema';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';

describe('the migrations', () => {
  let database: FitbitDatabase;
  beforeAll(async () => (database = await createFitbitDatabase()));
  afterAll(() => database.close());

  it('lead to the very tables that the entities describe', async () => {
    const { upQueries } = await database.dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
  });

  it('can be taken back and run again', async () => {
    for (let left = FITBIT_MIGRATIONS.length; left > 0; left--) await database.dataSource.undoLastMigration();
    expect(await describeSchema(database.dataSource)).toBe('');
    await expect(database.dataSource.runMigrations()).resolves.toHaveLength(FITBIT_MIGRATIONS.length);
  });
});
