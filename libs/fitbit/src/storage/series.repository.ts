import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { CivilDate } from '../model/civil-date';
import type { DataPoint } from '../model/data-point';
import type { ResourceName } from '../model/resource';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import type { StoreOutcome, WindowAnswer } from './window-answer';
import { STORE_WINDOW } from './store-window.sql';
import { isConfirmed, WELL_FILLED_DAYS } from './suspicious-shrinks';

/** The value of one day of a series. */
export interface StoredValue {
  readonly date: CivilDate;
  /** Canonical decimal text in the resource's unit, or `HH:mm` for a time of day. */
  readonly value: string;
}

const PAGE_ROWS = 5000;

/** What {@link STORE_WINDOW} says. */
interface Stored {
  readonly held: boolean;
  readonly suspicious: readonly ResourceName[];
  readonly overtaken: boolean;
}

@Injectable()
export class SeriesRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {}

  /**
   * Replaces the window by the answer and moves the ledger, in one transaction. Only resources that the ledger has a
   * line for are stored: see {@link LedgerRepository.open}.
   */
  async storeWindow(answer: WindowAnswer): Promise<StoreOutcome> {
    const { held, suspicious, overtaken } = await this.store(answer, []);
    if (!held) return 'fenced';
    if (overtaken) return 'overtaken';
    if (suspicious.length === 0) return 'stored';
    const confirmed: ResourceName[] = [];
    for (const resource of suspicious) {
      if (await isConfirmed(this.dataSource.manager, answer, resource)) confirmed.push(resource);
    }
    if (confirmed.length > 0) await this.store(answer, confirmed);
    return confirmed.length === suspicious.length ? 'stored' : 'suspicious_shrink';
  }

  private async store(answer: WindowAnswer, confirmed: readonly ResourceName[]): Promise<Stored> {
    const [stored] = await this.dataSource.query<Stored[]>(STORE_WINDOW, [
      answer.connectionId,
      answer.grantEpoch,
      answer.userId,
      answer.resources,
      confirmed,
      answer.window.from,
      answer.window.to,
      answer.finalThrough,
      answer.points.map(({ resource }) => resource),
      answer.points.map(({ date }) => date),
      answer.points.map(({ value }) => value),
      answer.endpoint,
      WELL_FILLED_DAYS,
      answer.resources.map((resource) => answer.knownChanges.get(resource) ?? 0),
      answer.answeredAt,
    ]);
    return stored ?? { held: false, suspicious: [], overtaken: false };
  }

  /** Oldest first; rows without a value are left out. An open end is written as `undefined`. */
  range(userId: string, resource: ResourceName, from: CivilDate | undefined, to: CivilDate): Promise<StoredValue[]> {
    return this.dataSource.query<StoredValue[]>(
      `SELECT date::text, value FROM fitbit_data_point
       WHERE user_id = $1 AND resource = $2 AND date BETWEEN coalesce($3::date, '-infinity') AND $4
         AND value IS NOT NULL
       ORDER BY date`,
      [userId, resource, from ?? null, to],
    );
  }

  /** Everything of a user, by resource and date, in pages: memory stays bounded. */
  async *all(userId: string): AsyncIterable<DataPoint> {
    let last: Pick<DataPoint, 'resource' | 'date'> = { resource: '' as ResourceName, date: '0001-01-01' };
    for (;;) {
      const page = await this.dataSource.query<DataPoint[]>(
        `SELECT resource, date::text, value FROM fitbit_data_point
         WHERE user_id = $1 AND (resource, date) > ($2, $3::date) AND value IS NOT NULL
         ORDER BY resource, date LIMIT ${PAGE_ROWS}`,
        [userId, last.resource, last.date],
      );
      yield* page;
      const end = page.at(-1);
      if (!end || page.length < PAGE_ROWS) return;
      last = end;
    }
  }
}
