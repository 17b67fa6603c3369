import { Injectable, Logger } from '@nestjs/common';
import { DEFAULT_DECORATOR_MESSAGE, type FitbitModuleOptions } from '../options/fitbit-module-options';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';

/** Text, or a function of the request, which may be asynchronous. */
export type WarningMessage = NonNullable<FitbitModuleOptions['decoratorMessage']>;

/** Chooses the text of a warning. A message function may fail, but the decorated page must not. */
@Injectable()
export class WarningTexts {
  private readonly logger = new Logger('FitbitIntegrationWarning');

  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  /** The decorator's own message, else the option `decoratorMessage` (S12), else the default text. */
  async textFor(request: object, message: WarningMessage | undefined): Promise<string> {
    for (const candidate of [message, this.options.decoratorMessage]) {
      const text = candidate === undefined ? undefined : await this.evaluate(request, candidate);
      if (text !== undefined) return text;
    }
    return DEFAULT_DECORATOR_MESSAGE;
  }

  private async evaluate(request: object, message: WarningMessage): Promise<string | undefined> {
    try {
      const text: unknown = typeof message === 'function' ? await message(request) : message;
      if (typeof text === 'string' && text !== '') return text;
      this.logger.error('A message function returned no text; the next message is used instead.');
    } catch (error) {
      this.logger.error(
        'A message function failed; the next message is used instead.',
        error instanceof Error ? error.stack : String(error),
      );
    }
    return undefined;
  }
}
