import { Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { TokensModule } from '../tokens/tokens.module';
import { EraseCommand } from './erase.command';
import { ExportCommand } from './export.command';
import { RefreshTokensCommand } from './refresh-tokens.command';
import { RetryCommand } from './retry.command';
import { RotateKeysCommand } from './rotate-keys.command';
import { StatusCommand } from './status.command';
import { Terminal } from './terminal';

/**
 * The commands `status`, `export`, `erase`, `retry`, `refresh-tokens` and `rotate-keys` for a host's own nest-commander
 * application. Import it beside `FitbitModule`, which the host registers with `http: false, workers: false`.
 */
@Module({
  imports: [ConnectionModule, TokensModule],
  providers: [
    Terminal,
    StatusCommand,
    ExportCommand,
    EraseCommand,
    RefreshTokensCommand,
    RetryCommand,
    RotateKeysCommand,
  ],
  exports: [Terminal],
})
export class FitbitCommandsModule {}
