import { resourceOf } from '../../model/catalogue';
import type { CivilDate } from '../../model/civil-date';
import type { DataPoint } from '../../model/data-point';
import { canonicalDecimal } from '../../model/decimal';
import type { ResourceName } from '../../model/resource';

/** One session of sleep. It belongs to the civil day on which it ended. */
export interface SleepSession {
  readonly id: string;
  readonly date: CivilDate;
  /** Orders sessions by their start, in milliseconds. */
  readonly startMs: number;
  /** `HH:mm` on the user's wall clock. */
  readonly startTime: string;
  readonly isMain: boolean;
  /** The longest session of a day without a main one counts as the main one. */
  length(): number;
}

/** The value of a day from its sessions, at least one; `undefined` when they do not say. */
export type SleepDayValue<S extends SleepSession> = (sessions: readonly S[]) => string | number | undefined;

/** Sums over the sessions of a day, naps included. One unknown part makes the sum unknown. */
export function sumOf<S extends SleepSession>(partOf: (session: S) => number | undefined): SleepDayValue<S> {
  return (sessions) => {
    const parts = sessions.map(partOf);
    return parts.reduce((sum, part) => (sum === undefined || part === undefined ? undefined : sum + part), 0);
  };
}

/** The session flagged as main sleep. Without a flag, or with several: the longest, and of equals the first. */
export function mainOf<S extends SleepSession>(sessions: readonly S[]): S | undefined {
  const flagged = sessions.filter(({ isMain }) => isMain);
  const [first, ...others] = flagged.length > 0 ? flagged : sessions;
  return others.reduce((best, session) => {
    if (best === undefined) return session;
    const longer = session.length() - best.length();
    return longer > 0 || (longer === 0 && session.startMs < best.startMs) ? session : best;
  }, first);
}

/** The wanted values of all days. A session that is listed twice counts once. */
export function sleepPoints<S extends SleepSession>(
  sessions: readonly S[],
  resources: readonly ResourceName[],
  values: ReadonlyMap<ResourceName, SleepDayValue<S>>,
): DataPoint[] {
  return [...byDay(sessions)].flatMap(([date, ofDay]) =>
    resources.flatMap((resource) => {
      const value = values.get(resource)?.(ofDay);
      return value === undefined ? [] : [{ resource, date, value: textOf(resource, value) }];
    }),
  );
}

function byDay<S extends SleepSession>(sessions: readonly S[]): Map<CivilDate, S[]> {
  const seen = new Set<string>();
  const days = new Map<CivilDate, S[]>();
  for (const session of sessions) {
    if (seen.has(session.id)) continue;
    seen.add(session.id);
    days.set(session.date, [...(days.get(session.date) ?? []), session]);
  }
  return days;
}

function textOf(resource: ResourceName, value: string | number): string {
  return typeof value === 'string' ? value : canonicalDecimal(value, resourceOf(resource).fractionDigits);
}
