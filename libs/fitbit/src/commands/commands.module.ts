import { Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { ExportCommand } from './export.command';
import { StatusCommand } from './status.command';
import { Terminal } from './terminal';

/**
 * The commands `status` and `export` for a host's own nest-commander application. Import it beside `FitbitModule`,
 * which the host registers with `http: false, workers: false`.
 */
@Module({ imports: [ConnectionModule], providers: [Terminal, StatusCommand, ExportCommand], exports: [Terminal] })
export class FitbitCommandsModule {}
