import { Clock } from './clock';

/** Machines whose clocks are kept right differ by less than this from each other, and are not corrected. */
const TOLERANCE_MS = 1_000;

/** Taken once, as the machine's clock is. */
const monotonicNow = performance.now.bind(performance);

/** The answer to the question what time it is. */
export interface TimeAnswer {
  /** The time that was answered, in milliseconds since the epoch. */
  readonly timeMs: number;
  /** From the question to the answer, in milliseconds. The answer was given at any moment between. */
  readonly roundTripMs: number;
}

/**
 * The configured clock, corrected by how far the machine's clock is off the database's, so that times can be compared
 * that different processes wrote.
 *
 * Between two answers of the database, time goes on by the monotonic clock. The machine's clock may therefore be wrong
 * from the start, jump or be set right at any moment: the time that is shown does not jump with it.
 */
export class SharedClock extends Clock {
  private reference: { readonly timeMs: number; readonly monotonicMs: number } | undefined;

  /**
   * @param configured - keeps a shift of its own: a demo runs on another day, a test's clock may stand still.
   * @param monotonicMs - a clock that no one sets
   */
  constructor(
    private readonly configured: Clock,
    private readonly monotonicMs: () => number = monotonicNow,
  ) {
    super();
  }

  override now(): Date {
    const { offsetMs } = this;
    const now = this.configured.now();
    return offsetMs === 0 ? now : new Date(now.getTime() + offsetMs);
  }

  /** Uncorrected. */
  override machineNow(): Date {
    return this.configured.machineNow();
  }

  /**
   * What is added to the machine's clock, in milliseconds: negative when it is ahead. `0` for less than a second, so that
   * exact times stay exact, and before the first answer.
   */
  get offsetMs(): number {
    if (!this.reference) return 0;
    const offsetMs = Math.round(this.expectedMs(this.reference) - this.machineNow().getTime());
    return Math.abs(offsetMs) < TOLERANCE_MS ? 0 : offsetMs;
  }

  /** Call it as soon as the database has answered. */
  synchronize({ timeMs, roundTripMs }: TimeAnswer): void {
    const middleMs = timeMs + roundTripMs / 2;
    // A slow answer proves only that the time lies within the round trip. A clock that agrees with it is not corrected.
    const known = [this.machineNow().getTime(), ...(this.reference ? [this.expectedMs(this.reference)] : [])];
    const agreeing = known.find((knownMs) => Math.abs(knownMs - middleMs) <= roundTripMs / 2);
    this.reference = { timeMs: agreeing ?? middleMs, monotonicMs: this.monotonicMs() };
  }

  private expectedMs(reference: NonNullable<SharedClock['reference']>): number {
    return reference.timeMs + this.monotonicMs() - reference.monotonicMs;
  }
}
