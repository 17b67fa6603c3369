import type { Point } from './sandbox-control';

/** How rows differ from what the upstream has; all zero is what must come out. */
export interface Difference {
  /** Values that have no row. */
  readonly lost: number;
  /** Rows that have no value at the upstream, and rows beyond the first of a day. */
  readonly duplicated: number;
  /** Rows with another value. */
  readonly wrong: number;
  /** One line for each, for whoever looks for the cause. */
  readonly details: readonly string[];
}

/** Compares one person's rows with the truth. */
export function compare(rows: readonly Point[], truth: readonly Point[]): Difference {
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

function keyOf({ resource, date }: Point): string {
  return `${resource} ${date}`;
}

/** What a run ends with. */
export interface Verdict {
  readonly people: number;
  readonly rows: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly wrong: number;
  readonly usersLost: number;
  readonly faults: number;
}

/** The line that a run ends with. */
export function lastLine({ usersLost, faults, ...counts }: Verdict): string {
  const fields = { ...counts, users_lost: usersLost, faults };
  return Object.entries(fields)
    .map(([name, count]) => `${name}=${count}`)
    .join(' ');
}

export function isClean({ lost, duplicated, wrong, usersLost }: Verdict): boolean {
  return lost + duplicated + wrong + usersLost === 0;
}
