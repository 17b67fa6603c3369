import type { Writable } from 'node:stream';

const BAR_CELLS = 30;
const REDRAW_MS = 100;
/** How many progress lines a run prints without a terminal. */
const LINES = 10;

/** Shows the progress of a long run: a bar on a terminal, a few plain lines elsewhere. */
export class ProgressLine {
  private readonly isTerminal: boolean;
  private drawnAt = -Infinity;
  private step = 0;

  constructor(
    private readonly out: Writable & { isTTY?: boolean },
    private readonly label: string,
  ) {
    this.isTerminal = out.isTTY === true;
  }

  update(done: number, total: number, note = ''): void {
    const text = `${this.label}: ${done} of ${total}${note}`;
    if (this.isTerminal) this.draw(text, done, total);
    else this.print(text, done, total);
  }

  /** Removes the bar, so that further output begins at the start of a line. */
  end(): void {
    if (this.isTerminal && this.drawnAt > 0) this.out.write('\r\u001b[2K');
  }

  private draw(text: string, done: number, total: number): void {
    const now = performance.now();
    if (now - this.drawnAt < REDRAW_MS && done < total) return;
    this.drawnAt = now;
    const cells = total === 0 ? 0 : Math.min(BAR_CELLS, Math.floor((BAR_CELLS * done) / total));
    this.out.write(`\r\u001b[2K[${'#'.repeat(cells)}${' '.repeat(BAR_CELLS - cells)}] ${text}`);
  }

  private print(text: string, done: number, total: number): void {
    const step = total < LINES ? 0 : Math.floor((LINES * done) / total);
    if (step <= this.step) return;
    this.step = step;
    this.out.write(`${text}\n`);
  }
}
