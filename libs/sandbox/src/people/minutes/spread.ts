import { apportion } from '../../numbers/apportion';
import type { MinuteFrame } from './frame';

export interface SpreadPlan {
  /** The whole number to distribute. */
  readonly total: number;
  /** The amount that one minute takes before another one is used; 0 uses every minute. */
  readonly perMinute: number;
  /** The weight of each local hour. */
  readonly hourly: readonly number[];
  /** 1 for minutes that may be used. */
  readonly open: Uint8Array;
}

/**
 * Distributes a whole number over the open minutes: first over the hours, then over the most active minutes of each
 * hour.
 */
export function spread(frame: MinuteFrame, { total, perMinute, hourly, open }: SpreadPlan): Float64Array {
  const amounts = new Float64Array(frame.count);
  if (total <= 0) return amounts;
  const buckets = Array.from({ length: 24 }, (): number[] => []);
  frame.hour.forEach((hour, minute) => {
    if (open[minute]) buckets[hour]?.push(minute);
  });
  const weights = buckets.map((minutes, hour) => (minutes.length * (hourly[hour] ?? 0)) / 60);
  const known = weights.some((weight) => weight > 0) ? weights : buckets.map((minutes) => minutes.length);
  const shares = apportion(total, known);
  buckets.forEach((minutes, hour) => {
    const share = shares[hour] ?? 0;
    if (share > 0) spreadOverHour(frame, minutes, share, perMinute, amounts);
  });
  return amounts;
}

function spreadOverHour(
  { liveliness }: MinuteFrame,
  minutes: readonly number[],
  share: number,
  perMinute: number,
  amounts: Float64Array,
): void {
  const wanted = perMinute > 0 ? Math.ceil(share / perMinute) : minutes.length;
  const lively = minutes
    .map((minute) => ({ minute, liveliness: liveliness[minute] ?? 0 }))
    .sort((a, b) => b.liveliness - a.liveliness)
    .slice(0, Math.max(1, wanted));
  const parts = apportion(
    share,
    lively.map((one) => 1 + one.liveliness),
  );
  lively.forEach(({ minute }, index) => (amounts[minute] = parts[index] ?? 0));
}
