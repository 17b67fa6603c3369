import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export const ROOT = path.resolve(__dirname, '..', '..');

const POLL_MS = 20;
const MARK = 'PROCESS_FAMILY';

export interface ProcessFact {
  pid: number;
  command: string;
}

/**
 * Everything that one command started, and its own temporary folder. Members are found by a variable that they inherit
 * or by standing in the folder, so a process that was orphaned on the way still counts. Linux only: it reads /proc.
 */
export class ProcessFamily {
  readonly temporaryFolder = fs.mkdtempSync(path.join(os.tmpdir(), 'family-'));
  private readonly mark = `${MARK}=${randomBytes(8).toString('hex')}`;
  private readonly children: ChildProcess[] = [];

  constructor() {
    fs.chmodSync(this.temporaryFolder, 0o755); // a database server started by root runs as another user
  }

  /** The command leads a process group of its own, like one started in a terminal. */
  start(
    command: string,
    args: string[],
    { env, ...options }: SpawnOptions = {},
  ): ChildProcess & { output: () => string } {
    const child = spawn(command, args, {
      cwd: ROOT,
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
      ...options,
      env: { ...process.env, TMPDIR: this.temporaryFolder, ...marked(this.mark), ...env },
    });
    this.children.push(child);
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    }
    return Object.assign(child, { output: () => text });
  }

  members(): ProcessFact[] {
    return fs
      .readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name) => this.factOf(Number(name)) ?? []);
  }

  member(pattern: RegExp): ProcessFact {
    const found = this.members().find(({ command }) => pattern.test(command));
    if (!found) throw new Error(`No ${pattern} among:\n${this.describe()}`);
    return found;
  }

  leftovers(): string[] {
    return fs.readdirSync(this.temporaryFolder);
  }

  /** Waits until no process and no file is left, and fails naming what is. */
  async gone(timeoutMs = 15_000): Promise<void> {
    await until(
      () => this.members().length === 0 && this.leftovers().length === 0,
      timeoutMs,
      () => `Left over:\n${this.describe()}\n${this.leftovers().join('\n')}`,
    );
  }

  /** For `afterEach`: a failed test leaves nothing either. */
  dispose(): void {
    for (const { pid } of this.members()) process.kill(pid, 'SIGKILL');
    for (const child of this.children) child.stdin?.destroy();
    fs.rmSync(this.temporaryFolder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }

  private describe(): string {
    return this.members()
      .map(({ pid, command }) => `${pid} ${command}`)
      .join('\n');
  }

  private factOf(pid: number): ProcessFact | undefined {
    try {
      const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const inherits = fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(this.mark);
      const standsInside = fs.readlinkSync(`/proc/${pid}/cwd`).startsWith(this.temporaryFolder);
      return command !== '' && (inherits || standsInside) ? { pid, command } : undefined; // no command: a zombie
    } catch {
      return undefined; // ended this instant, or belongs to another user
    }
  }
}

/** Asks until it is so; a bound, not a pause. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  timeoutMs: number,
  otherwise: () => string = () => 'It did not become so.',
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`After ${timeoutMs} ms: ${otherwise()}`);
    await sleep(POLL_MS);
  }
}

/** The exit code, or the signal that ended it. */
export function exitOf(child: ChildProcess): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode ?? child.signalCode);
  return new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
}

function marked(mark: string): NodeJS.ProcessEnv {
  const [name = '', value] = mark.split('=');
  return { [name]: value };
}
