import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { FITBIT_DATA_SOURCE } from '../options/tokens';

/** The time of the database's server, which all processes share. */
@Injectable()
export class TimeRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /** In milliseconds since the epoch. */
  async readTimeMs(): Promise<number> {
    const [row] = await this.dataSource.query<[{ ms: number }]>(
      'SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms',
    );
    return Number(row.ms); // The host may have set another parser for numbers.
  }
}
