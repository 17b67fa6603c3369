import type { SweepName } from '../../options/sweep-intervals';

/**
 * A scheduled repair: it finds what is missing according to Postgres, and queues it. Safe to run twice, because jobs that
 * are queued already are dropped.
 */
export abstract class Sweep {
  abstract readonly name: SweepName;
  /** Returns the number of things that were missing. A sweep over many connections stops soon after `signal` aborts. */
  abstract repair(signal: AbortSignal): Promise<number>;
}
