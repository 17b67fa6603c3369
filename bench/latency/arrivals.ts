import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

/** A measured latency is too long by at most this. */
const POLL_MS = 10;

/** A value that should appear in the row of its day. */
export interface Expected {
  readonly userId: string;
  readonly date: string;
  readonly value: string;
  readonly announcedAtMs: number;
}

/** Waits until values are stored, and records how long each of them took. */
export class Arrivals {
  readonly latenciesMs: number[] = [];
  private missing: Expected[] = [];
  private closed = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly resource: string,
  ) {}

  expect(value: Expected): void {
    this.missing.push(value);
  }

  /** Returns when all values have arrived and {@link close} was called. @throws Error when none arrives for `patienceMs` */
  async watch(patienceMs: number): Promise<void> {
    let changedAtMs = performance.now();
    while (!this.closed || this.missing.length > 0) {
      const found = await this.look();
      const nowMs = performance.now();
      if (found > 0 || this.missing.length === 0) changedAtMs = nowMs;
      if (nowMs - changedAtMs > patienceMs) throw new Error(`${this.missing.length} values did not arrive.`);
      await sleep(POLL_MS);
    }
  }

  /** No more values will be expected. */
  close(): void {
    this.closed = true;
  }

  private async look(): Promise<number> {
    const asked = this.missing;
    if (asked.length === 0) return 0;
    const rows = await this.dataSource.query<{ at: number }[]>(
      `SELECT given.at::int AS at
       FROM unnest($2::text[], $3::date[], $4::text[]) WITH ORDINALITY AS given (user_id, date, value, at)
         JOIN fitbit_data_point t USING (user_id, date, value)
       WHERE t.resource = $1`,
      [
        this.resource,
        asked.map(({ userId }) => userId),
        asked.map(({ date }) => date),
        asked.map(({ value }) => value),
      ],
    );
    const nowMs = performance.now();
    const arrived = new Set(rows.flatMap(({ at }) => asked[at - 1] ?? []));
    for (const { announcedAtMs } of arrived) this.latenciesMs.push(nowMs - announcedAtMs);
    this.missing = this.missing.filter((expected) => !arrived.has(expected));
    return arrived.size;
  }
}
