/** Admits `limit` events in any `windowMs`. It stores the times of the last `limit` events. */
export class SlidingWindow {
  private readonly passed: Float64Array;
  private next = 0;
  private latestMs = -Infinity;

  constructor(
    limit: number,
    private readonly windowMs: number,
  ) {
    this.passed = new Float64Array(limit).fill(-Infinity);
  }

  /** `false` when the window is full; the event does not count then. */
  tryPass(nowMs: number): boolean {
    if (!this.hasRoom(nowMs)) return false;
    this.passed[this.next] = nowMs;
    this.next = (this.next + 1) % this.passed.length;
    this.latestMs = nowMs;
    return true;
  }

  /** After a clock is set back, events in its future no longer count. */
  hasRoom(nowMs: number): boolean {
    if (nowMs < this.latestMs) {
      this.passed.fill(-Infinity);
      this.latestMs = nowMs;
    }
    return nowMs - (this.passed[this.next] ?? -Infinity) >= this.windowMs;
  }
}
