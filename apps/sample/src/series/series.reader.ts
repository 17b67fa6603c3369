import { Inject, Injectable } from '@nestjs/common';
import { FitbitService, type ResourceName, type Series } from 'nestjs-fitbit';
import { ENVIRONMENT, type Environment } from '../../../common/src';
import type { LabelledResource } from './labels';
import { civilDay, dayBefore, rangeOf, type PeriodId } from './period';

/** One series of one user over one period, with what is needed to tell "no data", "not fetched yet" and `0` apart. */
export interface SeriesView {
  readonly resource: LabelledResource;
  readonly availability: Series['availability'];
  readonly from: string;
  readonly to: string;
  /** The user's day that is not over yet; `null` when nothing more can come. */
  readonly today: string | null;
  readonly points: readonly (readonly [date: string, value: string])[];
  readonly notFetched: Series['notFetched'];
}

@Injectable()
export class SeriesReader {
  constructor(
    private readonly fitbit: FitbitService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  async read(userId: string, resource: LabelledResource, period: PeriodId): Promise<SeriesView> {
    const [connection, progress] = await Promise.all([
      this.fitbit.connection(userId),
      this.fitbit.importProgress(userId),
    ]);
    const today = civilDay(this.environment.clock.now(), connection?.timeZone);
    const range = rangeOf(period, today, progress?.from ?? connection?.memberSince);
    const series = await this.fitbit.getSeries(userId, resource.name as ResourceName, range);
    return connection ? view(resource, range, series) : viewOfWhatStayed(resource, range, series);
  }
}

/** Without a connection it is unknown which days were requested, so only the days between stored ones are shown. */
function viewOfWhatStayed(resource: LabelledResource, range: { from: string; to: string }, series: Series): SeriesView {
  const [from, to] = [series.points[0]?.date ?? range.to, series.points.at(-1)?.date ?? range.to];
  return { ...view(resource, { from, to }, series), notFetched: [], to, today: null };
}

function view(resource: LabelledResource, range: { from: string; to: string }, series: Series): SeriesView {
  const { availability, points, notFetched } = series;
  const from = range.from;
  const to = isPending(range.to, series) ? dayBefore(range.to) : range.to;
  return {
    resource,
    availability,
    from,
    to,
    today: range.to,
    points: points.map(({ date, value }) => [date, value] as const),
    notFetched: notFetched
      .filter((hole) => hole.from <= to)
      .map((hole) => ({ ...hole, to: hole.to < to ? hole.to : to })),
  };
}

/** Today is not over: until the device has told something about it, it is not a gap. */
function isPending(today: string, { points, notFetched }: Series): boolean {
  return points.at(-1)?.date !== today && notFetched.some(({ from, to }) => from <= today && today <= to);
}
