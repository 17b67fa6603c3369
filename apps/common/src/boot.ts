import { FitbitOptionsError } from 'nestjs-fitbit';
import { EnvironmentError } from './variables';

/** Starts an application. A problem that the operator can fix is reported as one text without a stack. */
export function boot(start: () => Promise<unknown>): void {
  start().catch((error: unknown) => {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  });
}

function explain(error: unknown): string {
  if (error instanceof EnvironmentError || error instanceof FitbitOptionsError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
