import { Terminal } from 'nestjs-fitbit/commands';
import { Writable } from 'node:stream';

/** Keeps what a command writes and the exit code it asks for. */
export class RecordingTerminal extends Terminal {
  stdout = '';
  stderr = '';
  exitCode = 0;
  override readonly out = sink((text) => (this.stdout += text));
  override readonly err = sink((text) => (this.stderr += text));

  protected override exitWith(code: number): void {
    this.exitCode = code;
  }
}

function sink(take: (text: string) => void): Writable {
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      take(chunk.toString());
      done();
    },
  });
}
