import { inParallel } from '../support/in-parallel';
import type { TruthPoint } from '../support/sandbox-control';
import type { ChaosRun } from './chaos-run';
import type { Summary } from './summary';

const PARALLEL = 4;
const MOST_DETAILS = 20;

/** The counts of a run, and where to look. */
interface Differences extends Omit<Summary, 'faults'> {
  /** The id of a user who was lost, or whose rows differ. */
  readonly firstUser: string | undefined;
}

/** Compares the rows of every user with the upstream's truth, and prints what differs. */
export async function findDifferences(run: ChaosRun): Promise<Differences> {
  const { sandbox, stored, users, options, isKept, print } = run;
  const active = await stored.activeUsers();
  const lostUsers = users.filter(({ userId }) => !active.has(userId));
  for (const { userId } of lostUsers) print(`user ${userId} is no longer connected`);
  const compared = await inParallel(users, PARALLEL, async ({ userId, personId }) => {
    const truth = (await sandbox.truth(personId, options.upstream)).filter(({ resource }) => isKept(resource));
    const rows = await stored.points(userId);
    const difference = compare(rows, truth);
    for (const detail of difference.details.slice(0, MOST_DETAILS)) print(`${personId}: ${detail}`);
    return { userId, rows: rows.length, ...difference };
  });
  const sum = (pick: (one: (typeof compared)[number]) => number) => compared.reduce((all, one) => all + pick(one), 0);
  return {
    firstUser: lostUsers.at(0)?.userId ?? compared.find(({ details }) => details.length > 0)?.userId,
    people: users.length,
    rows: sum(({ rows }) => rows),
    lost: sum(({ lost }) => lost),
    duplicated: sum(({ duplicated }) => duplicated),
    wrong: sum(({ wrong }) => wrong),
    usersLost: lostUsers.length,
  };
}

/** How rows differ from the upstream's values; all counts must be zero. */
export interface Difference {
  /** Values without a row. */
  readonly lost: number;
  /** Rows without a value at the upstream, and rows beyond the first of a day. */
  readonly duplicated: number;
  /** Rows with another value. */
  readonly wrong: number;
  /** A line for each difference. */
  readonly details: readonly string[];
}

/** Compares one person's rows with the truth. */
export function compare(rows: readonly TruthPoint[], truth: readonly TruthPoint[]): Difference {
  const expected = new Map(truth.map((point) => [keyOf(point), point.value]));
  const seen = new Set<string>();
  const details: string[] = [];
  let [duplicated, wrong] = [0, 0];
  for (const row of rows) {
    const key = keyOf(row);
    const value = expected.get(key);
    if (seen.has(key) || value === undefined) {
      duplicated++;
      details.push(`${key} stored ${row.value}, ${seen.has(key) ? 'a second time' : 'the upstream has none'}`);
    } else if (value !== row.value) {
      wrong++;
      details.push(`${key} stored ${row.value}, the upstream has ${value}`);
    }
    seen.add(key);
  }
  const missing = truth.filter((point) => !seen.has(keyOf(point)));
  details.push(...missing.map((point) => `${keyOf(point)} not stored, the upstream has ${point.value}`));
  return { lost: missing.length, duplicated, wrong, details };
}

function keyOf({ resource, date }: TruthPoint): string {
  return `${resource} ${date}`;
}
