import { parseArgs } from 'node:util';

/** One line of the outcome. */
export interface BenchResult {
  /** What was measured, for example `intake/google-health/10`. */
  readonly name: string;
  /** `ours / floor`, of the median pair of runs; `null` where nothing stands beside ours. */
  readonly ratio: number | null;
  readonly ours: number;
  /** What the least that could do the same reaches, measured in turns with ours. */
  readonly floor: number | null;
  /** Of `ours` and `floor`. */
  readonly unit: string;
  /** Of ours. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly runs: number;
}

export interface BenchSettings {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  /** A second or two of each: shows that it works. */
  readonly smoke: boolean;
}

/** Progress goes to standard error: standard output is for the figures. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The main function of every measurement: reads the command line, measures, prints. */
export function runBench(measure: (settings: BenchSettings) => Promise<readonly BenchResult[]>): void {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, smoke: { type: 'boolean' } } });
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  if (!databaseUrl || !redisUrl) throw new Error('DATABASE_URL or REDIS_URL is not set: use `npm run bench`.');
  measure({ databaseUrl, redisUrl, smoke: values.smoke ?? false }).then(
    (results) => process.stdout.write(`${values.json ? JSON.stringify(results) : table(results)}\n`),
    (error: unknown) => {
      process.exitCode = 1;
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    },
  );
}

function table(results: readonly BenchResult[]): string {
  const columns = ['name', 'ratio', 'ours', 'floor', 'unit', 'p50Ms', 'p99Ms', 'runs'] as const;
  const rows = [columns, ...results.map((result) => columns.map((column) => String(result[column] ?? '-')))];
  const widths = columns.map((_, index) => Math.max(...rows.map((row) => row[index]?.length ?? 0)));
  return rows.map((row) => row.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join('  ')).join('\n');
}
