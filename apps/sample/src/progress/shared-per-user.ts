import { defer, finalize, ReplaySubject, share, type Observable } from 'rxjs';

/**
 * One source for all open pages of a user: the first page starts it, the last one ends it, and a page that comes
 * between has the newest value at once.
 */
export class SharedPerUser<T> {
  private readonly sources = new Map<string, Observable<T>>();

  constructor(private readonly create: (userId: string) => Observable<T>) {}

  follow(userId: string): Observable<T> {
    return defer(() => this.sources.get(userId) ?? this.start(userId));
  }

  private start(userId: string): Observable<T> {
    const source = this.create(userId).pipe(
      finalize(() => this.sources.delete(userId)),
      share({ connector: () => new ReplaySubject<T>(1) }),
    );
    this.sources.set(userId, source);
    return source;
  }
}
