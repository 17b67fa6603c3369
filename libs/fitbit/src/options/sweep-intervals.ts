export const SWEEP_NAMES = ['holes', 'inbox', 'changing', 'revocations', 'subscriptions', 'tokens'] as const;

/**
 * What a worker looks for from time to time:
 *
 * - `holes`: days that nobody has fetched.
 * - `inbox`: announcements that nobody was rung for, or that were not read.
 * - `changing`: days that have an answer which may still change; of today and yesterday each time, once a day of all,
 *   with the user's profile.
 * - `revocations`: grants that are still to be revoked.
 * - `subscriptions`: what the upstream has on record of us, each user once a day.
 * - `tokens`: grants that nobody used for a day, and lost ones that may be found again.
 */
export type SweepName = (typeof SWEEP_NAMES)[number];
/** How often each sweep runs, in milliseconds: 1000 to 24 days, or `0`, which switches it off. */
export type SweepIntervals = Readonly<Record<SweepName, number>>;

const MINUTE_MS = 60_000;

export const DEFAULT_SWEEP_INTERVALS: SweepIntervals = {
  holes: 10 * MINUTE_MS,
  inbox: MINUTE_MS,
  changing: 10 * MINUTE_MS,
  revocations: 10 * MINUTE_MS,
  subscriptions: 10 * MINUTE_MS,
  tokens: 30 * MINUTE_MS,
};

/** What is wrong with the given intervals, or all of them with the defaults applied. */
export function resolveSweepIntervals(given: unknown): { intervals: SweepIntervals; problems: readonly string[] } {
  if (given === undefined) return { intervals: DEFAULT_SWEEP_INTERVALS, problems: [] };
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return {
      intervals: DEFAULT_SWEEP_INTERVALS,
      problems: ['sweepIntervalsMs must be a map of sweep to milliseconds.'],
    };
  }
  const problems = Object.entries(given as Record<string, unknown>).flatMap(([name, ms]) => {
    if (!(SWEEP_NAMES as readonly string[]).includes(name)) {
      return [`sweepIntervalsMs: unknown sweep "${name}". Valid: ${SWEEP_NAMES.join(', ')}.`];
    }
    const usable = ms === undefined || (typeof ms === 'number' && (ms === 0 || (ms >= 1_000 && ms < 2 ** 31)));
    return usable ? [] : [`sweepIntervalsMs.${name} must be 0 (off) or 1000 milliseconds to 24 days.`];
  });
  const set = Object.entries(given as Partial<SweepIntervals>).filter(([, ms]) => ms !== undefined);
  return { intervals: { ...DEFAULT_SWEEP_INTERVALS, ...Object.fromEntries(set) }, problems };
}
