import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Where Nest reports an application that does not start; {@link boot} says it once, and better. */
const START_FAILURES = 'ExceptionHandler';

/** What Nest tells about its own start. */
const FRAMEWORK = ['NestFactory', 'InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestApplication'];

/** The console, without what is said elsewhere or helps nobody who runs the application. */
export class ApplicationLogger extends ConsoleLogger {
  /** `stderr` where standard output belongs to the data of a command. */
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
