/** Measurements of which each applies until the next one. */
export class CarriedForward {
  private readonly values: Float64Array;

  /** @param measured one value per day, starting on the day `first`; 0 on days without a measurement */
  constructor(
    private readonly first: number,
    measured: readonly number[],
  ) {
    let last = 0;
    this.values = Float64Array.from(measured, (value) => (last = value || last));
  }

  /** The value on a day; 0 before the first measurement. */
  on(day: number): number {
    if (day < this.first) return 0;
    return this.values[Math.min(day - this.first, this.values.length - 1)] ?? 0;
  }
}
