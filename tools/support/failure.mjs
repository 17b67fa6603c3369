// A tool that cannot go on says what is wrong and what to do, without a stack trace.
import { say } from './project.mjs';

export class ToolFailure extends Error {
  /** @param {string} message @param {{ exitCode?: number, cause?: unknown }} [options] */
  constructor(message, { exitCode = 1, cause } = {}) {
    super(message, { cause });
    this.exitCode = exitCode;
  }
}

/** Wrong use of a command line; exit code 2. @param {string} message */
export const usageFailure = (message) => new ToolFailure(message, { exitCode: 2 });

/**
 * Runs a tool and turns its outcome into an exit code.
 * @param {() => Promise<number | void>} main
 */
export async function runTool(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0;
  } catch (error) {
    say(error instanceof ToolFailure ? error.message : String(error instanceof Error ? error.stack : error));
    process.exitCode = error instanceof ToolFailure ? error.exitCode : 1;
  }
}
