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
  /** How many requests the fault applies to; by default all, until it is deleted. */
  readonly times?: number;
}

interface Entry {
  readonly fault: Fault;
  readonly path: RegExp;
  left: number;
}

/** The active faults. Each request uses the first one that matches. */
export class FaultList {
  private entries: Entry[] = [];

  add(faults: readonly Fault[]): void {
    this.entries.push(
      ...faults.map((fault) => ({ fault, path: pattern(fault.match.path ?? ''), left: fault.times ?? Infinity })),
    );
  }

  take(path: string, person: string | undefined): Fault | undefined {
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
    return this.entries.map(({ fault, left }) => (left === Infinity ? fault : { ...fault, times: left }));
  }

  clear(): void {
    this.entries = [];
  }
}

function pattern(text: string): RegExp {
  const parts = text.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}
