export { FitbitCommandsModule } from './commands.module';
export { encodePoints, EXPORT_FORMATS, type ExportFormat } from './export-format';
export { ExportCommand } from './export.command';
export { RefreshTokensCommand } from './refresh-tokens.command';
export { RetryCommand } from './retry.command';
export { StatusCommand } from './status.command';
export { WebhooksCommand } from './webhooks.command';
export { CommandFailure, Terminal } from './terminal';
