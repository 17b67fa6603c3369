import { Inject, Injectable } from '@nestjs/common';
import type { DataSource, EntityManager } from 'typeorm';
import type { CivilDate } from '../../model/civil-date';
import type { DataPoint } from '../../model/data-point';
import type { ResourceName } from '../../model/resource';
import { FITBIT_DATA_SOURCE } from '../../options/tokens';
import { SeriesRepository, type StoredValue, type StoreOutcome, type WindowAnswer } from '../series.repository';
import { confirmed, isSuspect } from './suspect-answers';

const PAGE_ROWS = 5000;

@Injectable()
export class TypeOrmSeriesRepository extends SeriesRepository {
  constructor(@Inject(FITBIT_DATA_SOURCE) private readonly dataSource: DataSource) {
    super();
  }

  override storeWindow(answer: WindowAnswer): Promise<StoreOutcome> {
    return this.dataSource.transaction(async (manager) => {
      if (!(await this.holdsGrant(manager, answer))) return 'fenced';
      await this.lockLedger(manager, answer);
      const suspects = await this.deleteGone(manager, answer);
      await this.upsert(manager, answer);
      await this.moveLedger(manager, answer, suspects);
      return suspects.length > 0 ? 'suspect' : 'stored';
    });
  }

  /** The fence: the row is locked, so that a disconnect or a new grant waits until this answer is in, or comes first. */
  private async holdsGrant(manager: EntityManager, { connectionId, grantEpoch }: WindowAnswer): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      'SELECT 1 FROM user_fitbit WHERE id = $1 AND grant_epoch = $2 FOR SHARE',
      [connectionId, grantEpoch],
    );
    return rows.length === 1;
  }

  /** In one order for everybody: two answers for the same resources wait for each other instead of dead-locking. */
  private async lockLedger(manager: EntityManager, { connectionId, resources }: WindowAnswer): Promise<void> {
    await manager.query(
      'SELECT 1 FROM fitbit_coverage WHERE connection_id = $1 AND resource = ANY($2) ORDER BY resource FOR UPDATE',
      [connectionId, resources],
    );
  }

  /** Deletes the rows that the answer no longer contains; returns the resources where that is suspect. */
  private async deleteGone(manager: EntityManager, answer: WindowAnswer): Promise<ResourceName[]> {
    const { userId, resources, window } = answer;
    const stored = await manager.query<{ resource: ResourceName; date: CivilDate }[]>(
      `SELECT resource, date::text FROM time_series_data
       WHERE user_id = $1 AND resource = ANY($2) AND date BETWEEN $3 AND $4`,
      [userId, resources, window.from, window.to],
    );
    if (stored.length === 0) return [];
    const answered = new Set(answer.points.map(({ resource, date }) => `${resource} ${date}`));
    const suspects: ResourceName[] = [];
    for (const resource of resources) {
      const days = stored.filter((row) => row.resource === resource);
      const gone = days.filter(({ date }) => !answered.has(`${resource} ${date}`)).map(({ date }) => date);
      if (isSuspect(days.length, gone.length) && !(await confirmed(manager, answer, resource))) {
        suspects.push(resource);
      } else if (gone.length > 0) {
        await manager.query(
          'DELETE FROM time_series_data WHERE user_id = $1 AND resource = $2 AND date = ANY($3::date[])',
          [userId, resource, gone],
        );
      }
    }
    return suspects;
  }

  private async upsert(manager: EntityManager, { userId, points }: WindowAnswer): Promise<void> {
    if (points.length === 0) return;
    await manager.query(
      `INSERT INTO time_series_data AS t (user_id, resource, date, value)
       SELECT $1, * FROM unnest($2::text[], $3::date[], $4::text[])
       ON CONFLICT (user_id, resource, date) DO UPDATE SET value = excluded.value
       WHERE t.value IS DISTINCT FROM excluded.value`,
      [userId, points.map((p) => p.resource), points.map((p) => p.date), points.map((p) => p.value)],
    );
  }

  private async moveLedger(manager: EntityManager, answer: WindowAnswer, suspects: ResourceName[]): Promise<void> {
    const { connectionId, resources, window, finalThrough } = answer;
    await manager.query(
      `UPDATE fitbit_coverage
       SET fetched = fetched + datemultirange(daterange($3, $4, '[]')),
           final = final + datemultirange(daterange($3, $4, '[]') * daterange(NULL, $5, '[]'))
       WHERE connection_id = $1 AND resource = ANY($2)`,
      [connectionId, resources.filter((name) => !suspects.includes(name)), window.from, window.to, finalThrough],
    );
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
