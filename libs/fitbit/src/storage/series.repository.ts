import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { CivilDate } from '../model/civil-date';
import { type Connection, type ReadFrom, seenFrom } from '../model/connection';
import { type Coverage, EMPTY_COVERAGE } from '../model/coverage';
import type { DataPoint } from '../model/data-point';
import type { DateRange } from '../model/date-range';
import type { ResourceName } from '../model/resource';
import { FITBIT_DATA_SOURCE, InjectFitbitOptions } from '../options/tokens';
import { connectionOf, type ConnectionRow } from './connection-row';
import { coverageOf, type CoverageRow } from './coverage-row';
import { retryConflicts } from './retry-conflicts';
import { storeWindow, type StoredWindow } from './store-window.sql';
import { recordShrinks } from './suspicious-shrinks.sql';
import type { StoreOutcome, WindowAnswer } from './window-answer';

/** The value of one day of a series. */
export interface StoredValue {
  readonly date: CivilDate;
  /** Canonical decimal text in the resource's unit, or `HH:mm` for a time of day. */
  readonly value: string;
}

/** A stored series with what the ledger says of it. */
export interface SeriesWithCoverage {
  /** `undefined` when the user is not connected; stored points outlive the connection. */
  readonly connection: Connection | undefined;
  /** Empty when the user is not connected: the ledger goes with the connection. */
  readonly coverage: Coverage;
  /** Oldest first. */
  readonly points: readonly StoredValue[];
}

const PAGE_ROWS = 5000;
/** From this many stored days on a window counts as well filled. An emptier one may be emptied by a single answer. */
const WELL_FILLED_DAYS = 7;
/** How much later the second answer must come that confirms a suspicious shrink. */
const SECOND_LOOK_MS = 3_600_000;

/** A user's row of {@link SeriesRepository.readRangeWithCoverage}: the columns of what does not exist are `NULL`. */
type SeriesRow = { readonly points: readonly StoredValue[] } & (ConnectionRow | { readonly id: null }) &
  (CoverageRow | { readonly fetched: null });

/** Stored data points. They belong to the user and outlive the connection. */
@Injectable()
export class SeriesRepository {
  constructor(
    @Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource,
    @InjectFitbitOptions() private readonly options: ReadFrom,
  ) {}

  /**
   * Replaces the stored window with the answer and moves the ledger, in one transaction. Days that the answer to a later
   * request has decided stay as they are. Only resources that have a ledger line are stored: see
   * {@link LedgerRepository.open}.
   *
   * A shrink that a second answer confirms is stored in a transaction of its own: see {@link StoreOutcome}.
   */
  async storeWindow(answer: WindowAnswer): Promise<StoreOutcome> {
    const first = await this.store(answer, []);
    const confirmed = first.suspicious.length > 0 ? await this.recordShrinks(answer, first.suspicious) : [];
    const { held, overtaken, suspicious } = confirmed.length > 0 ? await this.store(answer, confirmed) : first;
    if (!held) return 'fenced';
    if (overtaken) return 'overtaken';
    return suspicious.length > 0 ? 'suspicious_shrink' : 'stored';
  }

  /** Returns the resources of which the same answer came an hour or more earlier. */
  private async recordShrinks(answer: WindowAnswer, resources: readonly ResourceName[]): Promise<ResourceName[]> {
    const { answeredAt, points } = answer;
    const parameters = {
      connection: answer.connectionId,
      epoch: answer.grantEpoch,
      ...answer.window,
      resources,
      digests: resources.map((resource) => digestOf(points.filter((point) => point.resource === resource))),
      seenAt: answeredAt,
      confirmedSince: new Date(answeredAt.getTime() - SECOND_LOOK_MS),
    };
    const confirmed = await retryConflicts(() => recordShrinks(this.dataSource, parameters));
    return confirmed.map(({ resource }) => resource);
  }

  private store(answer: WindowAnswer, confirmed: readonly ResourceName[]): Promise<StoredWindow> {
    return retryConflicts(async () => {
      const stored = await this.storeOnce(this.dataSource, answer, confirmed);
      return stored.stale
        ? this.dataSource.transaction((manager) => this.storeLocked(manager, answer, confirmed))
        : stored;
    });
  }

  /** In a transaction, the second statement sees the newest rows and holds the locks of the first. */
  private async storeLocked(
    manager: EntityManager,
    answer: WindowAnswer,
    confirmed: readonly ResourceName[],
  ): Promise<StoredWindow> {
    const stored = await this.storeOnce(manager, answer, confirmed);
    return stored.stale ? this.storeOnce(manager, answer, confirmed) : stored;
  }

  private async storeOnce(
    connection: Pick<EntityManager, 'query'>,
    answer: WindowAnswer,
    confirmed: readonly ResourceName[],
  ): Promise<StoredWindow> {
    const { points } = answer;
    const [stored] = await storeWindow(connection, {
      connection: answer.connectionId,
      epoch: answer.grantEpoch,
      user: answer.userId,
      endpoint: answer.endpoint,
      resources: answer.resources,
      number: answer.requestNumber,
      confirmed,
      ...answer.window,
      finalThrough: answer.finalThrough,
      pointResources: points.map(({ resource }) => resource),
      pointDates: points.map(({ date }) => date),
      pointValues: points.map(({ value }) => value),
      wellFilledDays: WELL_FILLED_DAYS,
      answeredAt: answer.answeredAt,
    });
    if (!stored) throw new Error('A SELECT of one row returned none.');
    return stored;
  }

  /**
   * One resource of a user in a range, with its ledger line and the connection. One statement, and so one snapshot: an
   * answer that commits meanwhile is in both the points and the ledger, or in neither.
   */
  async readRangeWithCoverage(
    userId: string,
    resource: ResourceName,
    { from, to }: DateRange,
  ): Promise<SeriesWithCoverage> {
    const [row] = await this.dataSource.query<SeriesRow[]>(
      `SELECT u.*, u.member_since::text, c.fetched::text, c.final::text, c.changed::text, c.updated_at,
         (SELECT coalesce(json_agg(json_build_object('date', date, 'value', value) ORDER BY date), '[]')
          FROM fitbit_data_point
          WHERE user_id = $1 AND resource = $2 AND date BETWEEN $3 AND $4 AND value IS NOT NULL) AS points
       FROM (VALUES (1)) AS one LEFT JOIN fitbit_connection u ON u.user_id = $1
         LEFT JOIN fitbit_coverage c ON c.connection_id = u.id AND c.resource = $2`,
      [userId, resource, from, to],
    );
    if (!row) throw new Error('A SELECT from one row returned none.');
    return {
      connection: row.id === null ? undefined : seenFrom(this.options, connectionOf(row)),
      coverage: row.fetched === null ? EMPTY_COVERAGE : coverageOf(row),
      points: row.points,
    };
  }

  /** The stored values of one resource, the oldest first. `from: undefined` reads from the beginning. */
  readRange(
    userId: string,
    resource: ResourceName,
    from: CivilDate | undefined,
    to: CivilDate,
  ): Promise<StoredValue[]> {
    return this.dataSource.query<StoredValue[]>(
      `SELECT date::text, value FROM fitbit_data_point
       WHERE user_id = $1 AND resource = $2 AND date BETWEEN coalesce($3::date, '-infinity') AND $4
         AND value IS NOT NULL
       ORDER BY date`,
      [userId, resource, from ?? null, to],
    );
  }

  /** All stored values of a user, ordered by resource and date. Reads pages of 5000 rows, so memory stays bounded. */
  async *readAll(userId: string): AsyncIterable<DataPoint> {
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

/** Of the days; the values may change. */
function digestOf(points: readonly DataPoint[]): string {
  const dates = points.map(({ date }) => date);
  return createHash('sha256').update(dates.sort().join()).digest('hex');
}
