import { Temporal } from 'temporal-polyfill';

/** What the period buttons offer. */
export const PERIODS = [
  { id: '30d', label: '30 days' },
  { id: '1y', label: '1 year' },
  { id: 'all', label: 'All' },
] as const;

export type PeriodId = (typeof PERIODS)[number]['id'];

/** The period of a query; anything unknown means 30 days. */
export function periodOf(text: unknown): PeriodId {
  return PERIODS.find(({ id }) => id === text)?.id ?? '30d';
}

/** The civil day that a clock on the user's wall shows at a moment. */
export function civilDay(now: Date, timeZone: string | null | undefined): string {
  return Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone ?? 'UTC')
    .toPlainDate()
    .toString();
}

/** First and last day of a period that ends today; never before `firstDay`, when that is known. */
export function rangeOf(period: PeriodId, today: string, firstDay?: string | null): { from: string; to: string } {
  const last = Temporal.PlainDate.from(today);
  const start = {
    '30d': () => last.subtract({ days: 29 }).toString(),
    '1y': () => last.subtract({ years: 1 }).add({ days: 1 }).toString(),
    all: () => firstDay ?? last.subtract({ years: 10 }).toString(),
  }[period]();
  return { from: firstDay && firstDay > start && firstDay <= today ? firstDay : start, to: today };
}

/** Every day of a range, oldest first. */
export function daysOf({ from, to }: { from: string; to: string }): string[] {
  const days: string[] = [];
  for (let day = Temporal.PlainDate.from(from); day.toString() <= to; day = day.add({ days: 1 })) {
    days.push(day.toString());
  }
  return days;
}

export function dayBefore(day: string): string {
  return Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
}
