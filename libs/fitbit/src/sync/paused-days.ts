import { latestCredible } from '../model/clock';
import { EMPTY_COVERAGE, holes, type Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { FailedDays } from '../model/progress';
import type { ResourceName } from '../model/resource';

const DAY_MS = 86_400_000;

/** Days whose fetch failed and whose next attempt is not due, by resource. Plans leave them out. */
export type PausedDays = ReadonlyMap<ResourceName, readonly DateRange[]>;

/** A failure from the future was recorded under a clock that was wrong, and so was its next attempt: that is due. */
export function isPaused({ failedAt, nextAttemptAt }: FailedDays, now: Date): boolean {
  return nextAttemptAt > now && failedAt <= latestCredible(now);
}

export function pausedDays(failures: readonly FailedDays[], now: Date): PausedDays {
  const paused = new Map<ResourceName, DateRange[]>();
  for (const failure of failures) {
    if (!isPaused(failure, now)) continue;
    const { resources, from, to } = failure;
    for (const resource of resources) paused.set(resource, [...(paused.get(resource) ?? []), { from, to }]);
  }
  return paused;
}

/**
 * Whether a failure can be forgotten: other windows have brought its days, and its own next attempt has been due for a
 * day without being made.
 */
export function isObsolete({ resources, from, to, nextAttemptAt }: FailedDays, ledger: Ledger, now: Date): boolean {
  if (now.getTime() - nextAttemptAt.getTime() < DAY_MS) return false;
  return resources.every((resource) => holes({ from, to }, ledger.get(resource) ?? EMPTY_COVERAGE).length === 0);
}
