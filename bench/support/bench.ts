import { parseArgs } from 'node:util';
import { say } from '../../tools/support/project';

/** A row of the outcome. */
export interface BenchResult {
  /** For example `intake/google-health/10`. */
  readonly name: string;
  /** The median of `ours / floor` over the pairs of runs; `null` without a floor. */
  readonly ratio: number | null;
  readonly ours: number;
  /** The same figure of the simplest program that could do the same, measured in turns with ours. */
  readonly floor: number | null;
  /** Of `ours` and `floor`. */
  readonly unit: string;
  /** Of ours. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly runs: number;
}

export interface BenchSettings {
  /** Run for a second or two: shows that the measurement works, measures nothing. */
  readonly smoke: boolean;
}

/** The main function of a measurement: reads the command line, measures and prints. */
export function runBench(measure: (settings: BenchSettings) => Promise<readonly BenchResult[]>): void {
  const { values } = parseArgs({ options: { json: { type: 'boolean' }, smoke: { type: 'boolean' } } });
  measure({ smoke: values.smoke ?? false }).then(
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
