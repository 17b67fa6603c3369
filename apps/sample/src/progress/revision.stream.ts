import { Injectable } from '@nestjs/common';
import { FitbitService } from 'nestjs-fitbit';
import { defer, distinctUntilChanged, from, repeat, timer, type Observable } from 'rxjs';
import { SharedPerUser } from './shared-per-user';

/** The revision of each imported resource. */
export type Revisions = Readonly<Record<string, number>>;

/** Workers are other processes: the database is asked, once in so long for a user, however many pages are open. */
const POLL_MS = 1_000;

/** Tells which series of a user have other values than before. */
@Injectable()
export class RevisionStream {
  private readonly shared = new SharedPerUser((userId) => this.watch(userId));

  constructor(private readonly fitbit: FitbitService) {}

  async now(userId: string): Promise<Revisions> {
    return Object.fromEntries(await this.fitbit.revisions(userId));
  }

  /** All of them at once and whenever one has changed, so that a page that was away can compare. */
  follow(userId: string): Observable<Revisions> {
    return this.shared.follow(userId);
  }

  private watch(userId: string): Observable<Revisions> {
    return defer(() => from(this.now(userId))).pipe(
      repeat({ delay: () => timer(POLL_MS) }),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    );
  }
}
