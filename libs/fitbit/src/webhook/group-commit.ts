/** A commit that takes longer is stuck; items that arrive then are committed beside it. */
const STUCK_AFTER_MS = 250;
/** Leaves database connections of the pool to the host. */
const MOST_AT_ONCE = 4;
/** A longer part is committed alone, so that the others need not wait for it. */
const MOST_TOGETHER = 1_000;

interface Part<Item> {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits the items of concurrent callers together. A lone caller is committed at once; waiting for others would only add
 * latency. Items that arrive during a commit form the next one, so commits grow with the load and each item gets cheaper.
 */
export class GroupCommit<Item> {
  private waiting: Part<Item>[] = [];
  private underWay = 0;
  private lastBegunAtMs = 0;

  /** @param commit - commits all items or none */
  constructor(private readonly commit: (items: readonly Item[]) => Promise<void>) {}

  /**
   * Returns when these items are committed. When a shared commit fails, each part is committed again on its own, so a
   * caller does not fail because of the items of another.
   *
   * @throws what `commit` throws for these items alone.
   */
  add(items: readonly Item[]): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ items, resolve, reject });
      if (this.underWay === 0 || this.isStuck()) void this.commitWaiting();
    });
  }

  private isStuck(): boolean {
    return this.underWay < MOST_AT_ONCE && performance.now() - this.lastBegunAtMs > STUCK_AFTER_MS;
  }

  private async commitWaiting(): Promise<void> {
    this.underWay++;
    while (this.waiting.length > 0) await this.commitTogether(this.takeSome());
    this.underWay--;
  }

  private takeSome(): Part<Item>[] {
    let count = 0;
    const end = this.waiting.findIndex(({ items }) => (count += items.length) > MOST_TOGETHER);
    return this.waiting.splice(0, end < 0 ? Infinity : Math.max(1, end));
  }

  private async commitTogether(parts: readonly Part<Item>[]): Promise<void> {
    this.lastBegunAtMs = performance.now();
    try {
      await this.commit(parts.flatMap(({ items }) => items));
      for (const { resolve } of parts) resolve();
    } catch (error) {
      if (parts.length > 1) await Promise.all(parts.map((part) => this.commitTogether([part])));
      else parts[0]?.reject(error);
    }
  }
}
