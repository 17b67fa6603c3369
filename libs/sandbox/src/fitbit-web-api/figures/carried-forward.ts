/** A measurement that stays what it was until the next one. */
export class CarriedForward {
  private readonly values: Float64Array;

  /** @param measured from the day `first` on; 0 where nothing was measured */
  constructor(
    private readonly first: number,
    measured: readonly number[],
  ) {
    this.values = Float64Array.from(measured);
    for (let index = 1; index < this.values.length; index++) this.values[index] ||= this.values[index - 1];
  }

  /** 0 before the first measurement. */
  on(day: number): number {
    if (day < this.first || this.values.length === 0) return 0;
    return this.values[Math.min(day - this.first, this.values.length - 1)];
  }
}
