import { Controller, Get, NotFoundException, Query, ServiceUnavailableException, UseGuards } from '@nestjs/common';
import { FitbitError } from 'nestjs-fitbit';
import type { LocalUser } from '../session/local-users';
import { CurrentUser, SignedInGuard } from '../session/signed-in.guard';
import { findLabelled } from './labels';
import { periodOf } from './period';
import { SeriesReader, type SeriesView } from './series.reader';

/** The series behind a chart. */
@Controller('series')
@UseGuards(SignedInGuard)
export class SeriesController {
  constructor(private readonly series: SeriesReader) {}

  @Get()
  async read(
    @CurrentUser() user: LocalUser,
    @Query('resource') name: unknown,
    @Query('period') period: unknown,
  ): Promise<SeriesView> {
    const resource = findLabelled(String(name));
    if (!resource) throw new NotFoundException('There is no such series.');
    try {
      return await this.series.read(user.id, resource, periodOf(period));
    } catch (error) {
      // Where nothing is stored the upstream answers, or does not.
      throw error instanceof FitbitError ? new ServiceUnavailableException(error.message) : error;
    }
  }
}
