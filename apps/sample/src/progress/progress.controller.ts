import { Controller, Req, Sse, UseGuards, type BeforeApplicationShutdown, type MessageEvent } from '@nestjs/common';
import { map, merge, NEVER, Subject, takeUntil, timer, type Observable } from 'rxjs';
import type { LocalUser } from '../session/local-users';
import { type SessionRequest, sessionOf } from '../session/session';
import { Sessions } from '../session/sessions';
import { CurrentUser, SignedInGuard } from '../session/signed-in.guard';
import { ProgressStream } from './progress.stream';
import { RevisionStream } from './revision.stream';

/** The browser comes back by itself, and shows its cookie again. */
const LONGEST_MS = 10 * 60_000;

/**
 * What open pages are told, over one connection each: browsers allow few. Events without a name are the progress of the
 * import, those named `revisions` say which series have other values than before. Neither holds a health value.
 */
@Controller('progress')
@UseGuards(SignedInGuard)
export class ProgressController implements BeforeApplicationShutdown {
  private readonly leaving = new Subject<void>();

  constructor(
    private readonly progress: ProgressStream,
    private readonly revisions: RevisionStream,
    private readonly sessions: Sessions,
  ) {}

  /** Server-sent events: one whenever something has changed, until the user signs out. */
  @Sse()
  live(@CurrentUser() { id }: LocalUser, @Req() request: SessionRequest): Observable<MessageEvent> {
    const session = sessionOf(request);
    const signedOut = session ? this.sessions.ended(session) : NEVER;
    return merge(
      this.progress.follow(id).pipe(map((data): MessageEvent => ({ data }))),
      this.revisions.follow(id).pipe(map((data): MessageEvent => ({ type: 'revisions', data }))),
    ).pipe(takeUntil(merge(timer(LONGEST_MS), this.leaving, signedOut)));
  }

  beforeApplicationShutdown(): void {
    this.leaving.next();
  }
}
