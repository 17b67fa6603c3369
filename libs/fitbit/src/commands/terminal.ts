import { Injectable } from '@nestjs/common';
import type { Writable } from 'node:stream';

/** Ends a command with a message for the user of the terminal. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    message: string,
    /** `1`: the command failed. `2`: its arguments are invalid. */
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}

/** The output of commands: data goes to standard output, everything else to standard error. */
@Injectable()
export class Terminal {
  /** For data. @defaultValue standard output */
  readonly out: Writable = process.stdout;
  /** For messages and progress. @defaultValue standard error */
  readonly err: Writable = process.stderr;

  /** Writes a line of data and adds the line break. */
  print(line: string): void {
    this.out.write(`${line}\n`);
  }

  /** Runs `work`. A {@link CommandFailure} becomes one line on standard error and the exit code. */
  async runCommand(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isClosedPipe(error)) return; // the reader stopped early, as in `export … | head`
      if (!(error instanceof CommandFailure)) throw error;
      this.err.write(`${error.message}\n`);
      this.exitWith(error.exitCode);
    }
  }

  protected exitWith(code: number): void {
    process.exitCode = code;
  }
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
