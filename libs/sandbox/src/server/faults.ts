/** How long an answer with {@link Fault.together} waits for the others. */
export const LONGEST_HOLD_MS = 2_000;

/** A scripted failure. Without `status`, `reason`, `body` or `drop`, the real answer follows after the delay. */
export interface Fault {
  readonly match: {
    /** A part of the path, without the query; `*` matches any text. Matches every path by default. */
    readonly path?: string;
    /** A person's id. Matches every request by default. */
    readonly person?: string;
  };
  readonly status?: number;
  /** The name of an error answer of the upstream, which gives status and body. */
  readonly reason?: string;
  /** Text is sent unchanged, anything else as JSON. By default it is the upstream's usual body for `status`. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /**
   * Closes the connection: `true` before the request is handled, `"answer"` after it was handled, instead of the
   * answer.
   */
  readonly drop?: boolean | 'answer';
  /**
   * Holds the answers back until this many have been made, at most {@link LONGEST_HOLD_MS}, and sends them at the same
   * moment. The requests are handled at once, so an answer can be older than a change.
   */
  readonly together?: number;
  /** How many requests the fault applies to; by default all, until it is deleted. */
  readonly times?: number;
  /** How long the fault applies, in milliseconds of real time; by default until it is deleted. */
  readonly durationMs?: number;
}

interface Entry {
  readonly fault: Fault;
  readonly path: RegExp;
  /** By {@link performance.now}. */
  readonly endsAtMs: number;
  left: number;
}

/** The active faults. Each request uses the first one that matches. */
export class FaultList {
  private entries: Entry[] = [];

  add(faults: readonly Fault[]): void {
    this.entries.push(
      ...faults.map((fault) => ({
        fault,
        path: pattern(fault.match.path ?? ''),
        endsAtMs: performance.now() + (fault.durationMs ?? Infinity),
        left: fault.times ?? Infinity,
      })),
    );
  }

  take(path: string, person: string | undefined): Fault | undefined {
    this.removeEnded();
    if (this.entries.length === 0) return undefined;
    const entry = this.entries.find(
      ({ fault: { match }, path: wanted }) => wanted.test(path) && (!match.person || match.person === person),
    );
    if (!entry) return undefined;
    entry.left--;
    if (entry.left === 0) this.entries = this.entries.filter((other) => other !== entry);
    return entry.fault;
  }

  /** The remaining faults, with the remaining times. */
  list(): Fault[] {
    this.removeEnded();
    return this.entries.map(({ fault, left }) => (left === Infinity ? fault : { ...fault, times: left }));
  }

  clear(): void {
    this.entries = [];
  }

  private removeEnded(): void {
    const now = performance.now();
    if (this.entries.some(({ endsAtMs }) => endsAtMs <= now))
      this.entries = this.entries.filter(({ endsAtMs }) => endsAtMs > now);
  }
}

function pattern(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}
