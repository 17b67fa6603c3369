import { setTimeout as sleep } from 'node:timers/promises';
import type { DateRange, ResourceName } from 'nestjs-fitbit';
import { addDays } from '#nestjs-fitbit/model/civil-date';
import { contains, datesOf } from '#nestjs-fitbit/model/date-range';
import type { Connection } from '#nestjs-fitbit/model/connection';
import type { WindowAnswer } from '#nestjs-fitbit/storage/window-answer';
import { inParallel } from '../../tools/support/in-parallel';
import { grantOf, LANES, type RaceOutcome, type RaceSettings, repositoriesOf } from './race';

const STEPS: ResourceName = 'activities/steps';
const FIRST = '2026-01-01';
const DAYS = 10;
const ALL: DateRange = { from: FIRST, to: addDays(FIRST, DAYS - 1) };
const MOST_OFFSET_MS = 3;

interface Answered {
  readonly window: DateRange;
  readonly values: ReadonlyMap<string, string>;
}

/** Stores two answers for overlapping days at the same moment, over and over: the one asked for later must win. */
export async function raceStores({ dataSource, rounds, random }: RaceSettings): Promise<RaceOutcome> {
  const { connections, ledger, series } = repositoriesOf(dataSource);
  const latenciesMs: number[] = [];
  const examples: string[] = [];
  let wrong = 0;

  async function prepare(lane: number): Promise<Connection> {
    const connection = await connections.connect(grantOf(`racer-${lane}`, `racer-${lane}`));
    await ledger.open(connection.id, [STEPS]);
    return connection;
  }
  async function ask({ id }: Connection): Promise<number> {
    const found = await connections.findForFetch(id, [STEPS], ALL);
    if (!found) throw new Error(`Connection ${id} is gone.`);
    return found.requestNumber;
  }
  async function store(connection: Connection, requestNumber: number, { window, values }: Answered): Promise<void> {
    const answer: WindowAnswer = {
      connectionId: connection.id,
      userId: connection.userId,
      grantEpoch: connection.grantEpoch,
      endpoint: 'steps',
      resources: [STEPS],
      window,
      points: [...values].map(([date, value]) => ({ resource: STEPS, date, value })),
      requestNumber,
      finalThrough: window.to,
      answeredAt: new Date(),
    };
    await sleep(random.next() * MOST_OFFSET_MS);
    const beganAt = performance.now();
    const outcome = await series.storeWindow(answer);
    latenciesMs.push(performance.now() - beganAt);
    if (outcome !== 'stored') throw new Error(`An answer was not stored but ${outcome}.`);
  }

  async function runPair(connection: Connection, round: number): Promise<void> {
    const base = { window: ALL, values: valuesIn(ALL, 'b', () => true) };
    await store(connection, await ask(connection), base);
    const [older, newer] = [`o${round}`, `n${round}`].map((value) => {
      const window = someWindow(random);
      const missing = addDays(FIRST, random.between(0, DAYS - 1));
      return { window, values: valuesIn(window, value, (date) => date !== missing) };
    }) as [Answered, Answered];
    const numbers = [await ask(connection), await ask(connection)] as const;
    await Promise.all([store(connection, numbers[0], older), store(connection, numbers[1], newer)]);
    const expected = datesOf(ALL).flatMap((date) => {
      const decides = [newer, older, base].find(({ window }) => contains(window, date));
      const value = decides?.values.get(date);
      return value === undefined ? [] : [`${date} ${value}`];
    });
    const stored = await series.readRange(connection.userId, STEPS, ALL.from, ALL.to);
    const found = stored.map(({ date, value }) => `${date} ${value}`);
    if (found.join() === expected.join()) return;
    wrong++;
    if (examples.length < 3) examples.push(`expected ${expected.join(', ')}; found ${found.join(', ')}`);
  }

  let started = 0;
  await inParallel([...Array(LANES).keys()], LANES, async (lane) => {
    const connection = await prepare(lane);
    while (started < rounds) await runPair(connection, started++);
  });
  return { rounds, checked: rounds, wrong, examples, latenciesMs };
}

function someWindow(random: RaceSettings['random']): DateRange {
  const first = random.between(0, DAYS - 1);
  return { from: addDays(FIRST, first), to: addDays(FIRST, random.between(first, DAYS - 1)) };
}

function valuesIn(window: DateRange, value: string, has: (date: string) => boolean): ReadonlyMap<string, string> {
  const dates = datesOf(window).filter((date) => has(date));
  return new Map(dates.map((date) => [date, value]));
}
