import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** The context in which Nest reports a failed start. {@link boot} reports it once, without the stack. */
const START_FAILURES = 'ExceptionHandler';

/** The contexts in which Nest reports its own start. */
const FRAMEWORK = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

/** The console logger, without lines that are reported elsewhere or do not help an operator. */
export class ApplicationLogger extends ConsoleLogger {
  /** `stderr` for commands, whose data goes to standard output. */
  constructor(
    logLevels: LogLevel[],
    private readonly stream?: 'stderr',
  ) {
    super({ logLevels });
  }

  protected override printMessages(
    messages: unknown[],
    context?: string,
    logLevel?: LogLevel,
    stream?: 'stdout' | 'stderr',
  ): void {
    if (context === START_FAILURES) return;
    if (logLevel === 'log' && context !== undefined && FRAMEWORK.includes(context)) return;
    super.printMessages(messages, context, logLevel, this.stream ?? stream);
  }
}
