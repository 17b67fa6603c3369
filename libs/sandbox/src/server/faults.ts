/** Scripted misbehaviour. Without `status`, `reason`, `body` or `drop` the real answer follows, after the delay. */
export interface Fault {
  readonly match: {
    /** A part of the path, query excluded; `*` stands for any text. Every path when absent. */
    readonly path?: string;
    /** A person's id. Any request matches when absent. */
    readonly person?: string;
  };
  readonly status?: number;
  /** One of the upstream's own refusals by its name, with its status and body. */
  readonly reason?: string;
  /** Sent as it is when text, else as JSON. The upstream's usual body for `status` when absent. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delayMs?: number;
  /** Cuts the connection: `true` before anything happens, `"answer"` when all has happened but the answer. */
  readonly drop?: boolean | 'answer';
  /** How many requests it hits; all until it is deleted when absent. */
  readonly times?: number;
}

interface Entry {
  readonly fault: Fault;
  readonly path: RegExp;
  left: number;
}

/** The faults in force. The first that matches a request is used, and used up. */
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

  /** What is still to come, with the times that are left. */
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
