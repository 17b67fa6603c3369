export interface Summary {
  readonly people: number;
  readonly rows: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly wrong: number;
  readonly usersLost: number;
  readonly faults: number;
}

/** The last line of a run. */
export function summaryLine({ usersLost, faults, ...counts }: Summary): string {
  const fields = { ...counts, users_lost: usersLost, faults };
  return Object.entries(fields)
    .map(([name, count]) => `${name}=${count}`)
    .join(' ');
}

export function isClean({ lost, duplicated, wrong, usersLost }: Summary): boolean {
  return lost + duplicated + wrong + usersLost === 0;
}
