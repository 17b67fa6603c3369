import { Random } from '../../tools/chaos/random';
import { createFitbitDatabase, type FitbitDatabase } from '../../tools/support/fitbit-database';
import { raceLocks } from './locks';
import { raceStores } from './stores';

describe('races, of which `npm run bench -- races` runs 10,000 rounds each', () => {
  let database: FitbitDatabase;
  beforeAll(async () => (database = await createFitbitDatabase()));
  afterAll(() => database.close());
  const settings = () => ({ dataSource: database.dataSource, rounds: 200, random: new Random(12) });

  it('[B3] of two answers that are stored at once, the one that was asked for later decides each day', async () => {
    expect(await raceStores(settings())).toMatchObject({ wrong: 0, examples: [] });
  });

  it('[R6] connects, erasures, deliveries and stores at once fail by no deadlock and lose no notification', async () => {
    expect(await raceLocks(settings())).toMatchObject({ wrong: 0, examples: [] });
  });
});
