/** When a suspicion has lasted long enough to be a contradiction. */
export interface Patience {
  /** Since it was first seen, in milliseconds. */
  readonly graceMs: number;
  /** How often it must have been seen without a break. */
  readonly looks: number;
}

interface Suspicion {
  readonly sinceMs: number;
  looks: number;
  isReported: boolean;
}

/** Tells what is wrong for a moment, because work is under way, from what stays wrong. */
export class Suspicions {
  private readonly bySubject = new Map<string, Map<string, Suspicion>>();

  constructor(private readonly patience: Patience) {}

  /**
   * Takes a look at a subject. What was suspicious before and is not `seen` now is forgotten.
   *
   * @param seen what is suspicious now; the same text stands for the same suspicion
   * @returns what has lasted long enough, each once
   */
  look(subject: string, seen: readonly string[], nowMs: number): string[] {
    const before = this.bySubject.get(subject);
    const now = new Map<string, Suspicion>();
    for (const text of seen) {
      const suspicion = before?.get(text) ?? { sinceMs: nowMs, looks: 0, isReported: false };
      suspicion.looks++;
      now.set(text, suspicion);
    }
    this.bySubject.set(subject, now);
    const { graceMs, looks } = this.patience;
    return seen.filter((text) => {
      const suspicion = now.get(text);
      if (!suspicion || suspicion.isReported) return false;
      if (suspicion.looks < looks || nowMs - suspicion.sinceMs < graceMs) return false;
      suspicion.isReported = true;
      return true;
    });
  }

  /** The subject begins something new. */
  forget(subject: string): void {
    this.bySubject.delete(subject);
  }
}
