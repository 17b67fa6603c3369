import { daysOf, PERIODS, type PeriodId } from '../series/period';
import type { SeriesView } from '../series/series.reader';

/** What the view `table` shows. */
export interface TablePage {
  readonly title: string;
  readonly unit: string;
  readonly resource: string;
  /** Said instead of a table when there is no series at all. */
  readonly absence: string | undefined;
  readonly periods: readonly { readonly id: PeriodId; readonly label: string; readonly current: boolean }[];
  readonly rows: readonly Row[];
  /** Of the values that this page begins with; `undefined` when nothing is imported that could change them. */
  readonly revision: number | undefined;
}

export interface Row {
  readonly date: string;
  readonly text: string;
  readonly kind: 'value' | 'zero' | 'no-data' | 'not-fetched';
}

const ABSENCES: Readonly<Record<string, string>> = {
  not_available: 'Not available: this source has no such series.',
  not_consented: 'Not consented: you did not allow it. Connect again and tick it to see it here.',
  not_selected: 'Not selected: this application does not ask for it.',
};

export function tablePage(series: SeriesView, period: PeriodId, revision?: number): TablePage {
  const { resource, availability } = series;
  return {
    title: resource.tracker ? `${resource.label} (tracker only)` : resource.label,
    unit: resource.unit,
    resource: resource.name,
    absence: ABSENCES[availability],
    periods: PERIODS.map(({ id, label }) => ({ id, label, current: id === period })),
    rows: availability === 'available' ? rowsOf(series) : [],
    revision,
  };
}

/** Every day of the period, newest first. */
export function rowsOf({
  from,
  to,
  points,
  notFetched,
}: Pick<SeriesView, 'from' | 'to' | 'points' | 'notFetched'>): Row[] {
  const values = new Map(points);
  return daysOf({ from, to })
    .reverse()
    .map((date): Row => {
      const value = values.get(date);
      if (value !== undefined) return { date, text: value, kind: Number(value) === 0 ? 'zero' : 'value' };
      const missing = notFetched.some((hole) => hole.from <= date && date <= hole.to);
      return missing
        ? { date, text: 'Not fetched yet', kind: 'not-fetched' }
        : { date, text: 'No data', kind: 'no-data' };
    });
}
