import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import type { CivilDate } from '../../model/civil-date';
import type { DataPoint } from '../../model/data-point';
import type { ResourceName } from '../../model/resource';
import { FITBIT_DATA_SOURCE } from '../../options/tokens';
import { SeriesRepository, type StoredValue, type StoreOutcome, type WindowAnswer } from '../series.repository';
import { STORE_WINDOW } from './store-window.sql';
import { confirmed, isSuspect } from './suspect-answers';

const PAGE_ROWS = 5000;

@Injectable()
export class TypeOrmSeriesRepository extends SeriesRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {
    super();
  }

  override async storeWindow(answer: WindowAnswer): Promise<StoreOutcome> {
    const suspects = await this.suspects(answer);
    const believed = answer.resources.filter((name) => !suspects.includes(name));
    const [stored] = await this.dataSource.query<{ held: boolean }[]>(STORE_WINDOW, [
      answer.connectionId,
      answer.grantEpoch,
      answer.userId,
      answer.resources,
      believed,
      answer.window.from,
      answer.window.to,
      answer.finalThrough,
      answer.points.map(({ resource }) => resource),
      answer.points.map(({ date }) => date),
      answer.points.map(({ value }) => value),
      answer.read,
    ]);
    if (!stored?.held) return 'fenced';
    return suspects.length > 0 ? 'suspect' : 'stored';
  }

  /** The resources of which the answer would empty most of a well-filled window, for the first time. */
  private async suspects(answer: WindowAnswer): Promise<ResourceName[]> {
    const { userId, resources, window } = answer;
    const stored = await this.dataSource.query<{ resource: ResourceName; date: CivilDate }[]>(
      `SELECT resource, date::text FROM time_series_data
       WHERE user_id = $1 AND resource = ANY($2) AND date BETWEEN $3 AND $4`,
      [userId, resources, window.from, window.to],
    );
    if (stored.length === 0) return [];
    const answered = new Set(answer.points.map(({ resource, date }) => `${resource} ${date}`));
    const suspects: ResourceName[] = [];
    for (const resource of resources) {
      const days = stored.filter((row) => row.resource === resource);
      const gone = days.filter(({ date }) => !answered.has(`${resource} ${date}`));
      if (!isSuspect(days.length, gone.length)) continue;
      if (!(await confirmed(this.dataSource.manager, answer, resource))) suspects.push(resource);
    }
    return suspects;
  }

  override range(
    userId: string,
    resource: ResourceName,
    from: CivilDate | undefined,
    to: CivilDate,
  ): Promise<StoredValue[]> {
    return this.dataSource.query<StoredValue[]>(
      `SELECT date::text, value FROM time_series_data
       WHERE user_id = $1 AND resource = $2 AND date BETWEEN coalesce($3::date, '-infinity') AND $4
         AND value IS NOT NULL
       ORDER BY date`,
      [userId, resource, from ?? null, to],
    );
  }

  override async *all(userId: string): AsyncIterable<DataPoint> {
    let last: Pick<DataPoint, 'resource' | 'date'> = { resource: '' as ResourceName, date: '0001-01-01' };
    for (;;) {
      const page = await this.dataSource.query<DataPoint[]>(
        `SELECT resource, date::text, value FROM time_series_data
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

  override async count(userId: string): Promise<number> {
    const [row] = await this.dataSource.query<{ rows: string }[]>(
      'SELECT count(*) AS rows FROM time_series_data WHERE user_id = $1 AND value IS NOT NULL',
      [userId],
    );
    return Number(row?.rows ?? 0);
  }
}
