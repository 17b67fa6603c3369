import { say } from './project';

interface ToolFailureOptions extends ErrorOptions {
  /** @defaultValue 1 */
  readonly exitCode?: number;
}

/** A problem that the user can solve; printed without a stack trace, so the message says what to do. */
export class ToolFailure extends Error {
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1, ...options }: ToolFailureOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
  }
}

/** Wrong use of a command line; exit code 2. */
export function usageFailure(message: string): ToolFailure {
  return new ToolFailure(message, { exitCode: 2 });
}

/** Runs the main function of a program and turns its outcome into an exit code. */
export async function runTool(main: () => Promise<number | void>): Promise<void> {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    say(error instanceof ToolFailure ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = error instanceof ToolFailure ? error.exitCode : 1;
  }
}
