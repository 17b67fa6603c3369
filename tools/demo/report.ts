/** A row of the table. */
export interface PersonReport {
  readonly person: string;
  readonly rows: number;
  readonly requests: number;
  readonly seconds: number;
  readonly complete: boolean;
}

const HEADER = ['person', 'rows', 'requests', 'seconds', ''];

/** The table, its totals, and the rate. */
export function report(people: readonly PersonReport[], totalSeconds: number): string {
  const sum = (pick: (person: PersonReport) => number): number => people.reduce((total, one) => total + pick(one), 0);
  const rows = sum((person) => person.rows);
  const lines = people.map(({ person, complete, ...figures }) => [
    person,
    ...texts(figures),
    complete ? '' : 'INCOMPLETE',
  ]);
  const total = [
    `${people.length} people`,
    ...texts({ rows, requests: sum((p) => p.requests), seconds: totalSeconds }),
    '',
  ];
  const rate = totalSeconds > 0 ? Math.round(rows / totalSeconds) : 0;
  return `${table([HEADER, ...lines, total])}\n\n${rate} rows/s`;
}

function texts({ rows, requests, seconds }: Pick<PersonReport, 'rows' | 'requests' | 'seconds'>): string[] {
  return [String(rows), String(requests), seconds.toFixed(1)];
}

/** Aligns the first column to the left and figures to the right, and draws a line above the totals. */
function table(lines: readonly (readonly string[])[]): string {
  const widths = HEADER.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const rule = '-'.repeat(Math.max(...text.map(({ length }) => length)));
  return [...text.slice(0, 1), rule, ...text.slice(1, -1), rule, ...text.slice(-1)].join('\n');
}
