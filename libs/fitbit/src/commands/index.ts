export { FitbitCommandsModule } from './commands.module';
export { encodePoints, EXPORT_FORMATS, type ExportFormat } from './export-format';
export { EraseCommand } from './erase.command';
export { ExportCommand } from './export.command';
export { RefreshTokensCommand } from './refresh-tokens.command';
export { RetryCommand } from './retry.command';
export { RotateKeysCommand } from './rotate-keys.command';
export { StatusCommand } from './status.command';
export { CommandFailure, Terminal } from './terminal';
