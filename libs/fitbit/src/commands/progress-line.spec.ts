import { Writable } from 'node:stream';
import { ProgressLine } from './progress-line';

function stream(isTTY: boolean): Writable & { isTTY: boolean; text: string } {
  const out = new Writable({ write: (chunk, _encoding, done) => ((target.text += String(chunk)), done()) });
  const target = Object.assign(out, { isTTY, text: '' });
  return target;
}

describe('ProgressLine', () => {
  it('[CMD] writes ten plain lines into a pipe, regardless of the length of the run', () => {
    const out = stream(false);
    const progress = new ProgressLine(out, 'Refreshing tokens');
    for (let done = 1; done <= 1_000; done++) progress.update(done, 1_000, ', 1 failed');
    progress.end();
    const lines = out.text.trimEnd().split('\n');
    expect(lines).toHaveLength(10);
    expect([lines[0], lines[9]]).toEqual([
      'Refreshing tokens: 100 of 1000, 1 failed',
      'Refreshing tokens: 1000 of 1000, 1 failed',
    ]);
  });

  it('[CMD] writes nothing into a pipe when there are only a few items', () => {
    const out = stream(false);
    new ProgressLine(out, 'Refreshing tokens').update(3, 3);
    expect(out.text).toBe('');
  });

  it('[CMD] draws a bar on a terminal, limits how often it redraws, and removes it at the end', () => {
    const out = stream(true);
    const progress = new ProgressLine(out, 'Refreshing tokens');
    for (let done = 1; done <= 1_000; done++) progress.update(done, 1_000);
    progress.end();
    const drawn = out.text.split('\r\u001b[2K');
    expect(drawn.length).toBeLessThan(100);
    expect(drawn.at(-2)).toBe(`[${'#'.repeat(30)}] Refreshing tokens: 1000 of 1000`);
    expect(drawn.at(-1)).toBe('');
    expect(out.text).not.toContain('\n');
  });
});
