import { group, number } from './kinds';
import type { TableFor } from './option';

const MINUTE_MS = 60_000;
/** The longest delay of a timer in Node.js. */
const LONGEST_MS = 2 ** 31 - 1;

/** How often each sweep runs, in milliseconds: 1000 to 24 days, or `0`, which switches it off. */
export interface SweepIntervals {
  /** Fetches days that have not been fetched yet. @defaultValue `600_000` (ten minutes) */
  readonly holes: number;
  /** Processes notifications whose wake-up was lost or whose data could not be read. @defaultValue `60_000` (a minute) */
  readonly inbox: number;
  /**
   * Reads days again whose answer may still change: today and yesterday each time; all of them, with the user's profile,
   * once a day. @defaultValue `600_000` (ten minutes)
   */
  readonly changing: number;
  /** Retries pending revocations. @defaultValue `600_000` (ten minutes) */
  readonly revocations: number;
  /** Compares the upstream's subscriptions with what they should be, each user once a day. @defaultValue `600_000` (ten minutes) */
  readonly subscriptions: number;
  /** Renews grants unused for a day, and tries lost grants that may be recovered. @defaultValue `1_800_000` (half an hour) */
  readonly tokens: number;
}

export type SweepName = keyof SweepIntervals;

const interval = (defaultMs: number) =>
  number({ default: defaultMs, unit: 'milliseconds', min: 1_000, max: LONGEST_MS, zero: 'off' });

const SWEEP_INTERVALS = {
  holes: interval(10 * MINUTE_MS),
  inbox: interval(MINUTE_MS),
  changing: interval(10 * MINUTE_MS),
  revocations: interval(10 * MINUTE_MS),
  subscriptions: interval(10 * MINUTE_MS),
  tokens: interval(30 * MINUTE_MS),
} satisfies TableFor<SweepIntervals>;

export const sweepIntervals = () => group<Partial<SweepIntervals>, typeof SWEEP_INTERVALS>(SWEEP_INTERVALS);
