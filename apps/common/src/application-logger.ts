import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Where Nest reports an application that does not start; {@link boot} says it once, and better. */
const START_FAILURES = 'ExceptionHandler';

/** The console, without what is said elsewhere. */
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
    if (context !== START_FAILURES) super.printMessages(messages, context, logLevel, this.stream ?? stream);
  }
}
