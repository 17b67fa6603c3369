import type { SweepName } from '../../options/sweep-intervals';

/**
 * A repair that runs from time to time: it looks for what Postgres says is missing and queues it. Running it twice
 * changes nothing, because what is queued already is dropped.
 */
export abstract class Sweep {
  abstract readonly name: SweepName;
  /** Returns how much there was to do. One that asks the upstream for many breaks off when the process leaves. */
  abstract repair(signal: AbortSignal): Promise<number>;
}
