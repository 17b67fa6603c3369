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

/** Counts the requests to the upstreams. Control calls are not counted. */
export class RequestLog {
  private readonly counts = new Map<string, { -readonly [Key in keyof RequestCount]: RequestCount[Key] }>();

  count(method: string, path: string, person: string | undefined, status: number): void {
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
    this.counts.clear();
  }
}
