/** A measurement that stays what it was until the next one. */
export class CarriedForward {
  private readonly values: Float64Array;

  /** @param measured from the day `first` on; 0 where nothing was measured */
  constructor(
    private readonly first: number,
    measured: readonly number[],
  ) {
    let last = 0;
    this.values = Float64Array.from(measured, (value) => (last = value || last));
  }

  /** 0 before the first measurement. */
  on(day: number): number {
    if (day < this.first) return 0;
    return this.values[Math.min(day - this.first, this.values.length - 1)] ?? 0;
  }
}
