import type { RunLog } from './run-log';

/** What happened so far, with the seconds since the start: printed, logged, and repeated when something goes wrong. */
export class History {
  private readonly lines: string[] = [];
  private readonly startedAt = performance.now();

  constructor(private readonly log: RunLog | undefined) {}

  get seconds(): number {
    return (performance.now() - this.startedAt) / 1000;
  }

  /** Prints a line and remembers it. */
  add(text: string): void {
    this.lines.push(this.print(text));
    this.log?.add(this.seconds, text);
  }

  /** Prints a line that is not worth being remembered. */
  print(text: string): string {
    const line = `${this.seconds.toFixed(1).padStart(6)} s  ${text}`;
    process.stderr.write(`${line}\n`);
    return line;
  }

  latest(count: number): readonly string[] {
    return this.lines.slice(-count);
  }
}
