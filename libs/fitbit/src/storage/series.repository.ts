import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { CivilDate } from '../model/civil-date';
import type { DataPoint } from '../model/data-point';
import type { ResourceName } from '../model/resource';
import { FITBIT_DATA_SOURCE } from '../options/tokens';
import { STORE_WINDOW } from './store-window.sql';
import { isConfirmed, WELL_FILLED_DAYS } from './suspicious-shrinks';
import type { DateRange } from '../model/date-range';

/** A successful answer, to be stored in place of what its window held. */
export interface WindowAnswer {
  readonly connectionId: string;
  readonly userId: string;
  /** The epoch of the grant that fetched it; under any other epoch nothing is written. */
  readonly grantEpoch: number;
  /** How it was read: a failure of this read and window is over. */
  readonly read: string;
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
  readonly points: readonly DataPoint[];
  /**
   * How many announcements of changes each resource had when the answer was asked for: an answer that knew of fewer is
   * older, and is not written over a newer one.
   */
  readonly knownChanges: ReadonlyMap<ResourceName, number>;
  /** Days up to here will not change any more. */
  readonly finalThrough: CivilDate;
  readonly answeredAt: Date;
}

/**
 * `stored`: rows and ledger moved. `fenced`: the grant is not the current one any more; nothing was written.
 * `suspect`: the answer would have emptied most of a well-filled window; its points were stored, nothing was deleted,
 * and the ledger of those resources stays until a second answer, an hour or more later, says the same. `overtaken`: a
 * change was announced while the answer was on its way; what it brought is stored where nothing newer is, and its
 * window has to be read once more.
 */
export type StoreOutcome = 'stored' | 'fenced' | 'suspect' | 'overtaken';

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
  readonly doubtful: readonly ResourceName[];
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
    const { held, doubtful, overtaken } = await this.store(answer, []);
    if (!held) return 'fenced';
    if (overtaken) return 'overtaken';
    if (doubtful.length === 0) return 'stored';
    const confirmed: ResourceName[] = [];
    for (const resource of doubtful) {
      if (await isConfirmed(this.dataSource.manager, answer, resource)) confirmed.push(resource);
    }
    if (confirmed.length > 0) await this.store(answer, confirmed);
    return confirmed.length === doubtful.length ? 'stored' : 'suspect';
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
      answer.read,
      WELL_FILLED_DAYS,
      answer.resources.map((resource) => answer.knownChanges.get(resource) ?? 0),
      answer.answeredAt,
    ]);
    return stored ?? { held: false, doubtful: [], overtaken: false };
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
