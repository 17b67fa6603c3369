import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { defer, distinctUntilChanged, filter, from, map, repeat, take, timer, type Observable } from 'rxjs';
import { DataSource } from 'typeorm';
import { SharedPerUser } from '../progress/shared-per-user';

/** What the signed cookie holds: who signed in, and when by the database's clock. */
export interface Session {
  readonly userId: string;
  /** In milliseconds since 1970, with fractions. */
  readonly sinceMs: number;
}

const POLL_MS = 1_000;
const NOW_MS = 'extract(epoch FROM clock_timestamp())::float8 * 1000';
/** The key of an advisory lock; an arbitrary number. Two processes that start at once cannot both create the table. */
const TABLE_LOCK = 5_312_207_118;

/**
 * Which sessions have ended. A signed cookie alone never stops signing in, and neither does a copy of it. Signing out ends all sessions
 * of the user, in every browser and every process.
 */
@Injectable()
export class Sessions implements OnModuleInit {
  private readonly ends = new SharedPerUser((userId) => this.watchEnd(userId));

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  async onModuleInit(): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [TABLE_LOCK]);
      await manager.query(
        'CREATE TABLE IF NOT EXISTS sample_sign_out (user_id text PRIMARY KEY, at_ms double precision NOT NULL)',
      );
    });
  }

  async begin(userId: string): Promise<Session> {
    const [row] = await this.dataSource.query<{ nowMs: number }[]>(`SELECT ${NOW_MS} AS "nowMs"`);
    return { userId, sinceMs: row?.nowMs ?? 0 };
  }

  /** Ends all sessions of the user. */
  async end(userId: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO sample_sign_out VALUES ($1, ${NOW_MS}) ON CONFLICT (user_id) DO UPDATE SET at_ms = EXCLUDED.at_ms`,
      [userId],
    );
  }

  async isCurrent({ userId, sinceMs }: Session): Promise<boolean> {
    return sinceMs > (await this.lastEnd(userId));
  }

  /** Emits once, within about a second of the session's end. */
  ended({ userId, sinceMs }: Session): Observable<true> {
    return this.ends.follow(userId).pipe(
      filter((endMs) => sinceMs <= endMs),
      take(1),
      map(() => true as const),
    );
  }

  private watchEnd(userId: string): Observable<number> {
    return defer(() => from(this.lastEnd(userId))).pipe(
      repeat({ delay: () => timer(POLL_MS) }),
      distinctUntilChanged(),
    );
  }

  private async lastEnd(userId: string): Promise<number> {
    const rows = await this.dataSource.query<{ at_ms: number }[]>(
      'SELECT at_ms FROM sample_sign_out WHERE user_id = $1',
      [userId],
    );
    return rows.at(0)?.at_ms ?? 0;
  }
}
