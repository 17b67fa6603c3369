import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { LONGEST_LEASE } from './longest-lease.sql';

/** Who wants to run a sweep. */
export interface SweepTurn {
  readonly name: string;
  /** Identifies one run in one process. */
  readonly holder: string;
}

/**
 * - `claimed`: the caller runs the sweep, and holds its lease.
 * - `held`: another run has not ended, or its process died a moment ago.
 * - `not_due`: the last run began too recently.
 */
export type SweepClaim = 'claimed' | 'held' | 'not_due';

/** Lets one process at a time run a sweep, for as long as it takes. All times are the database's, which all processes share. */
@Injectable()
export class SweepRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Claims a sweep that is not running, if its last run began `pauseMs` ago or earlier. A run whose lease expired did not
   * end by itself, so its sweep is due at once. So is one whose times are in the future: the database's clock was set back,
   * or another server with another clock took its place.
   */
  async claim({ name, holder }: SweepTurn, pauseMs: number, leaseMs: number): Promise<SweepClaim> {
    const [turn] = await this.dataSource.query<{ claimed: boolean; held: boolean }[]>(
      `WITH claimed AS (
         INSERT INTO fitbit_sweep AS s (name, swept_at, holder, held_until)
         VALUES ($1, clock_timestamp(), $2, clock_timestamp() + $4 * interval '1 millisecond')
         ON CONFLICT (name) DO UPDATE
           SET swept_at = excluded.swept_at, holder = excluded.holder, held_until = excluded.held_until
           WHERE CASE WHEN s.held_until IS NULL
             THEN s.swept_at <= clock_timestamp() - $3 * interval '1 millisecond' OR s.swept_at > clock_timestamp() + ${LONGEST_LEASE}
             ELSE s.held_until <= clock_timestamp() OR s.held_until > clock_timestamp() + ${LONGEST_LEASE} END
         RETURNING name
       )
       SELECT EXISTS (SELECT 1 FROM claimed) AS claimed,
         EXISTS (SELECT 1 FROM fitbit_sweep WHERE name = $1 AND held_until > clock_timestamp()) AS held`,
      [name, holder, pauseMs, leaseMs],
    );
    if (turn?.claimed) return 'claimed';
    return turn?.held ? 'held' : 'not_due';
  }

  /** Holds the lease for another `leaseMs`. `false` when another run has taken it. */
  async renew({ name, holder }: SweepTurn, leaseMs: number): Promise<boolean> {
    const [, affected] = await this.dataSource.query<[unknown, number]>(
      `UPDATE fitbit_sweep SET held_until = clock_timestamp() + $3 * interval '1 millisecond'
       WHERE name = $1 AND holder = $2`,
      [name, holder, leaseMs],
    );
    return affected === 1;
  }

  /** Ends the lease of this run. */
  async release({ name, holder }: SweepTurn): Promise<void> {
    await this.dataSource.query(
      'UPDATE fitbit_sweep SET holder = NULL, held_until = NULL WHERE name = $1 AND holder = $2',
      [name, holder],
    );
  }

  /** What {@link rememberSettings} stored last. */
  async findSettings(name: string): Promise<string | undefined> {
    const [row] = await this.dataSource.query<{ settings: string | null }[]>(
      'SELECT settings FROM fitbit_sweep WHERE name = $1',
      [name],
    );
    return row?.settings ?? undefined;
  }

  /** Stores a digest of the options under which a sweep last ran. */
  async rememberSettings(name: string, settings: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO fitbit_sweep (name, swept_at, settings) VALUES ($1, '-infinity', $2)
       ON CONFLICT (name) DO UPDATE SET settings = excluded.settings`,
      [name, settings],
    );
  }
}
