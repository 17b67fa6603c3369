/** Lets `limit` events pass in any `windowMs`, by remembering when the last `limit` of them passed. */
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

  /** `false`, and nothing counted, when the window is full. */
  tryPass(nowMs: number): boolean {
    if (!this.hasRoom(nowMs)) return false;
    this.passed[this.next] = nowMs;
    this.next = (this.next + 1) % this.passed.length;
    this.latestMs = nowMs;
    return true;
  }

  /** A clock that was set back forgets what, by its own account, has not happened yet. */
  hasRoom(nowMs: number): boolean {
    if (nowMs < this.latestMs) {
      this.passed.fill(-Infinity);
      this.latestMs = nowMs;
    }
    return nowMs - (this.passed[this.next] ?? -Infinity) >= this.windowMs;
  }
}
