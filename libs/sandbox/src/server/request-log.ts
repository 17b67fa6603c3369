/** How often requests got the same answer. */
export interface RequestCount {
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  readonly person: string | null;
  /** `0` if the connection was closed instead of answered. */
  readonly status: number;
  readonly count: number;
}

/** How many requests {@link RequestLog.latest} knows. */
const REMEMBERED = 2_000;

/** A request to an upstream, with the status of its answer. */
export interface SeenRequest {
  readonly method: string;
  /** The path without its query. */
  readonly path: string;
  readonly person: string | undefined;
  /** `0` if the connection was closed instead of answered. */
  readonly status: number;
  /** When it was answered, by the sandbox's clock. */
  readonly at: Date;
}

/** Counts the requests to the upstreams, and remembers the latest ones. Control calls are not counted. */
export class RequestLog {
  private seen: SeenRequest[] = [];
  private readonly counts = new Map<string, { -readonly [Key in keyof RequestCount]: RequestCount[Key] }>();

  record(request: SeenRequest): void {
    if (this.seen.length >= 2 * REMEMBERED) this.seen = this.seen.slice(-REMEMBERED);
    this.seen.push(request);
    this.count(request);
  }

  /** The latest requests of a person, the oldest first. Older ones are forgotten. */
  latest(personId: string, limit: number): SeenRequest[] {
    return this.seen.filter(({ person }) => person === personId).slice(-limit);
  }

  private count({ method, path, person, status }: SeenRequest): void {
    const key = `${method} ${path} ${person ?? ''} ${status}`;
    const entry = this.counts.get(key);
    if (entry) entry.count++;
    else this.counts.set(key, { method, path, person: person ?? null, status, count: 1 });
  }

  /** In the order of their first request. */
  list(): RequestCount[] {
    return [...this.counts.values()].map((entry) => ({ ...entry }));
  }

  reset(): void {
    this.seen = [];
    this.counts.clear();
  }
}
