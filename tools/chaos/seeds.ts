import { spawn } from 'node:child_process';
import readline from 'node:readline';
import type { Cleanup } from '../support/cleanup';
import { say } from '../support/project';

/** Runs one seed after the other, each in a process of its own, and prints a line for each. @returns the exit code */
export async function runSeeds(
  [first, last]: readonly [number, number],
  args: readonly string[],
  cleanup: Cleanup,
): Promise<number> {
  let failed = 0;
  for (let seed = first; seed <= last; seed++) {
    cleanup.assertOpen();
    const startedAt = performance.now();
    const { code, summary, contradictions } = await runSeed(seed, args, cleanup);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    process.stdout.write(`seed=${seed} ${summary} contradictions=${contradictions} exit=${code} seconds=${seconds}\n`);
    if (code !== 0) failed++;
  }
  say(`${last - first + 1} runs, ${failed} of them with something wrong.`);
  return failed === 0 ? 0 : 1;
}

interface SeedResult {
  readonly code: number;
  readonly summary: string;
  readonly contradictions: string;
}

/** What the run tells on standard error is passed on; its summary is returned. */
async function runSeed(seed: number, args: readonly string[], cleanup: Cleanup): Promise<SeedResult> {
  const [program = ''] = process.argv.slice(1);
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...args, '--seed', String(seed)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
  let isRunning = true;
  cleanup.add(async () => {
    if (!isRunning) return;
    child.kill('SIGTERM'); // it stops its servers
    await exited;
  });
  let [summary, contradictions] = ['no summary', '?'];
  readline.createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('people=')) summary = line;
  });
  readline.createInterface({ input: child.stderr }).on('line', (line) => {
    contradictions = /\bcontradictions=(\d+)/.exec(line)?.[1] ?? contradictions;
    process.stderr.write(`${line}\n`);
  });
  const code = await exited;
  isRunning = false;
  return { code, summary, contradictions };
}
