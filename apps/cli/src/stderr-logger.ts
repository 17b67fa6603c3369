import { ConsoleLogger, type LogLevel } from '@nestjs/common';

/** Standard output belongs to the data of a command; whatever the application has to say goes to standard error. */
export class StderrLogger extends ConsoleLogger {
  protected override printMessages(messages: unknown[], context?: string, logLevel?: LogLevel): void {
    super.printMessages(messages, context, logLevel, 'stderr');
  }
}
