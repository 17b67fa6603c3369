import { Controller, Get, NotFoundException, Query, Render, UseGuards } from '@nestjs/common';
import { RevisionStream } from '../progress/revision.stream';
import { findLabelled } from '../series/labels';
import { periodOf } from '../series/period';
import { SeriesReader } from '../series/series.reader';
import type { LocalUser } from '../session/local-users';
import { CurrentUser, SignedInGuard } from '../session/signed-in.guard';
import { tablePage, type TablePage } from './table.view';

/** A series as a table: for screen readers, and wherever charts do not run. */
@Controller('table')
@UseGuards(SignedInGuard)
export class TableController {
  constructor(
    private readonly revisions: RevisionStream,
    private readonly series: SeriesReader,
  ) {}

  @Get()
  @Render('table')
  async table(
    @CurrentUser() user: LocalUser,
    @Query('resource') name: unknown,
    @Query('period') period: unknown,
  ): Promise<TablePage> {
    const resource = findLabelled(String(name));
    if (!resource) throw new NotFoundException('There is no such series.');
    const chosen = periodOf(period);
    const revisions = await this.revisions.now(user.id); // before the values, which may be newer then, never older
    return tablePage(await this.series.read(user.id, resource, chosen), chosen, revisions[resource.name]);
  }
}
