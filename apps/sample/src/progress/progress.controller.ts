import { Controller, Sse, UseGuards, type MessageEvent } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { LocalUser } from '../session/local-users';
import { CurrentUser, SignedInGuard } from '../session/signed-in.guard';
import { ProgressStream } from './progress.stream';

@Controller('progress')
@UseGuards(SignedInGuard)
export class ProgressController {
  constructor(private readonly progress: ProgressStream) {}

  /** Server-sent events: one whenever something has changed. */
  @Sse()
  live(@CurrentUser() user: LocalUser): Observable<MessageEvent> {
    return this.progress.of(user.id).pipe(map((data) => ({ data })));
  }
}
