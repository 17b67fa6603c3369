import { Module } from '@nestjs/common';
import { FitbitServiceModule } from '../fitbit-service.module';
import { SubscriptionsModule } from '../subscriptions/subscriptions.module';
import { TokensModule } from '../tokens/tokens.module';
import { EraseCommand } from './erase.command';
import { ExportCommand } from './export.command';
import { RefreshTokensCommand } from './refresh-tokens.command';
import { RetryCommand } from './retry.command';
import { RotateKeysCommand } from './rotate-keys.command';
import { StatusCommand } from './status.command';
import { UpstreamModule } from '../upstream/upstream.module';
import { Terminal } from './terminal';
import { WebhooksCommand } from './webhooks.command';

/**
 * The commands `status`, `export`, `erase`, `retry`, `refresh-tokens`, `rotate-keys` and `webhooks`, for a host's own
 * nest-commander application. Import it next to `FitbitModule`, registered with `http: false, workers: false`.
 */
@Module({
  imports: [FitbitServiceModule, SubscriptionsModule, TokensModule, UpstreamModule],
  providers: [
    Terminal,
    StatusCommand,
    ExportCommand,
    EraseCommand,
    RefreshTokensCommand,
    RetryCommand,
    RotateKeysCommand,
    WebhooksCommand,
  ],
  exports: [Terminal],
})
export class FitbitCommandsModule {}
