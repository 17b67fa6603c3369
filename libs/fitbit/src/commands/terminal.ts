import { Injectable } from '@nestjs/common';
import type { Writable } from 'node:stream';

/** A request that the command cannot serve (`exitCode` 1) or understand (2); its message is for the person who typed. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    message: string,
    /** `1`: cannot be served; `2`: makes no sense. */
    readonly exitCode: 1 | 2,
  ) {
    super(message);
  }
}

/** Where commands write: data to standard output, everything else to standard error. */
@Injectable()
export class Terminal {
  /** For data. @defaultValue standard output */
  readonly out: Writable = process.stdout;
  /** For messages and progress. @defaultValue standard error */
  readonly err: Writable = process.stderr;

  /** A line of data; the line break is added. */
  print(line: string): void {
    this.out.write(`${line}\n`);
  }

  /** Runs a command: what it cannot do is told in one line and becomes the exit code. */
  async guard(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isClosedPipe(error)) return; // the reader has seen enough, as in `export … | head`
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
