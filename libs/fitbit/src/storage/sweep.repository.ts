import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';

/** Lets one process at a time run a sweep. */
@Injectable()
export class SweepRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Claims a sweep, by the database's clock, which all processes share.
   *
   * @returns `true` for exactly one process when the sweep was not claimed in the last `pauseMs`.
   */
  async claim(name: string, pauseMs: number): Promise<boolean> {
    const claimed = await this.dataSource.query<unknown[]>(
      `INSERT INTO fitbit_sweep AS s (name, swept_at) VALUES ($1, clock_timestamp())
       ON CONFLICT (name) DO UPDATE SET swept_at = clock_timestamp()
         WHERE s.swept_at <= clock_timestamp() - $2 * interval '1 millisecond'
       RETURNING name`,
      [name, pauseMs],
    );
    return claimed.length === 1;
  }
}
