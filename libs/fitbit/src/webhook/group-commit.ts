/** A commit that takes longer hangs on something, and whoever comes then begins another one beside it. */
const PATIENCE_MS = 250;
/** The host's connections are not all ours. */
const MOST_AT_ONCE = 4;
/** A very long part goes alone, so that the others need not wait for it. */
const MOST_TOGETHER = 1_000;

interface Part<Item> {
  readonly items: readonly Item[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits what many callers bring at the same time together: what comes while a commit is under way waits for the next
 * one. Nobody waits for company, and one after the other is the fastest: what waits grows meanwhile, and the more go
 * together, the cheaper each of them.
 */
export class GroupCommit<Item> {
  private waiting: Part<Item>[] = [];
  private underWay = 0;
  private lastBegunAtMs = 0;

  /** @param commit all of them or none */
  constructor(private readonly commit: (items: readonly Item[]) => Promise<void>) {}

  /**
   * Returns when these items are committed. Others that were to be committed with them cannot make them fail.
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
    return this.underWay < MOST_AT_ONCE && performance.now() - this.lastBegunAtMs > PATIENCE_MS;
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
