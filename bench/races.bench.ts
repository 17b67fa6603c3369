// answers and users who race for the same rows: how many rounds of 10,000 contradict the rules
import { Random } from '../tools/chaos/random';
import { createFitbitDatabase } from '../tools/support/fitbit-database';
import { say } from '../tools/support/project';
import { raceLocks } from './races/locks';
import type { RaceOutcome } from './races/race';
import { raceStores } from './races/stores';
import { type BenchResult, type BenchSettings, runBench } from './support/bench';
import { quantile, round } from './support/statistics';

const ROUNDS = 10_000;
const SMOKE_ROUNDS = 50;
const RACES = { stores: raceStores, locks: raceLocks };

async function race({ smoke }: BenchSettings): Promise<BenchResult[]> {
  const seed = Number(process.env.RACE_SEED ?? Date.now() % 2 ** 31);
  say(`RACE_SEED=${seed}`);
  const database = await createFitbitDatabase();
  const { dataSource } = database;
  try {
    const results: BenchResult[] = [];
    for (const [name, run] of Object.entries(RACES)) {
      const outcome = await run({ dataSource, rounds: smoke ? SMOKE_ROUNDS : ROUNDS, random: new Random(seed) });
      say(`races/${name}: ${outcome.checked} results were checked.`);
      for (const example of outcome.examples) say(`races/${name}: ${example}`);
      results.push(resultOf(name, outcome));
    }
    const [row] = await dataSource.query<{ deadlocks: string }[]>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    say(`PostgreSQL counted ${row?.deadlocks} deadlocks; a transaction that one ends is run again.`);
    return results;
  } finally {
    await database.close();
  }
}

function resultOf(name: string, { rounds, wrong, latenciesMs }: RaceOutcome): BenchResult {
  return {
    name: `races/${name}`,
    ratio: null,
    ours: wrong,
    floor: null,
    unit: `wrong of ${rounds}`,
    p50Ms: round(quantile(latenciesMs, 0.5), 1),
    p99Ms: round(quantile(latenciesMs, 0.99), 1),
    runs: 1,
  };
}

runBench(race);
