import { Controller, Get, Query, Render, UseGuards } from '@nestjs/common';
import { FitbitService } from 'nestjs-fitbit';
import { ProgressStream } from '../progress/progress.stream';
import { RevisionStream } from '../progress/revision.stream';
import { periodOf } from '../series/period';
import type { LocalUser } from '../session/local-users';
import { CurrentUser, SignedInGuard } from '../session/signed-in.guard';
import { homePage, type HomePage } from './home.view';

@Controller()
@UseGuards(SignedInGuard)
export class HomeController {
  constructor(
    private readonly fitbit: FitbitService,
    private readonly progress: ProgressStream,
    private readonly revisions: RevisionStream,
  ) {}

  /** Everything of the signed-in user on one page. */
  @Get()
  @Render('home')
  async home(@CurrentUser() user: LocalUser, @Query('period') period: unknown): Promise<HomePage> {
    const [connection, progress, revisions] = await Promise.all([
      this.fitbit.connection(user.id),
      this.progress.now(user.id),
      this.revisions.now(user.id),
    ]);
    const hasData = connection !== undefined || (await this.hasStoredData(user.id));
    return homePage({ user, connection, progress, revisions, period: periodOf(period), hasData });
  }

  /** Imported series stay when a connection ends. */
  private async hasStoredData(userId: string): Promise<boolean> {
    for await (const _ of this.fitbit.allPoints(userId)) return true;
    return false;
  }
}
