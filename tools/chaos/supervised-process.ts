import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Keeper } from '../services/reaper';
import { endGroup } from '../support/processes';
import { ROOT } from '../support/project';
import type { KillPoint } from './kill-point';

const START_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
/** For the answer to a command. */
const ANSWER_TIMEOUT_MS = 5_000;

export interface ProcessDefinition {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it can kill itself at a statement: see {@link SupervisedProcess.killAt}. */
  readonly takesCommands?: boolean;
  /** Called again and again while the process starts, with the end of its output. */
  readonly isReady: (output: string) => boolean | Promise<boolean>;
}

export interface Supervision extends Keeper {
  /** The folder for what the processes print. */
  readonly logs: string;
  /** A process ended that was not killed. */
  readonly onCrash: (name: string, reason: string) => void;
}

interface RunningProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly exited: Promise<string>;
  isUp: boolean;
  /** It may kill itself; that is no crash. */
  mayKillItself: boolean;
}

/** A process that the run kills and starts again. One that ends by itself is reported, and started again. */
export class SupervisedProcess {
  private running: RunningProcess | undefined;
  private overrides: Readonly<Record<string, string>> = {};

  constructor(
    private readonly definition: ProcessDefinition,
    private readonly supervision: Supervision,
  ) {
    supervision.cleanup.add(async () => {
      if (!this.running) return;
      const { pid, exited } = this.running;
      this.running = undefined;
      await endGroup({ pid });
      await exited;
    });
  }

  /**
   * Returns when it is ready. A process that ends before, because a server it needs is down, is started again.
   *
   * @param overrides variables that differ from the definition's until the next start
   */
  async start(overrides: Readonly<Record<string, string>> = {}): Promise<void> {
    this.overrides = overrides;
    const { name, isReady } = this.definition;
    const end = performance.now() + START_TIMEOUT_MS;
    for (;;) {
      const { child, output } = this.spawn();
      while (this.running === child && performance.now() < end) {
        if (await isReady(output())) {
          child.isUp = true;
          return;
        }
        await sleep(POLL_MS);
      }
      if (performance.now() >= end) throw new Error(`${name} did not start; see ${this.supervision.logs}.`);
      await sleep(POLL_MS);
    }
  }

  async kill(): Promise<void> {
    const running = this.running;
    this.running = undefined;
    if (!running) return;
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
  }

  /**
   * Makes the process kill itself at a statement. Returns `false` when it did not reach it in time: the process then lives
   * on. After `true` it has to be started.
   */
  async killAt(point: KillPoint, limitMs: number): Promise<boolean> {
    const { running } = this;
    if (!running?.isUp) return false;
    const died = running.exited.then(() => true);
    running.mayKillItself = true;
    running.child.send(point, () => undefined); // the process may be ending
    if (await Promise.race([died, sleep(limitMs).then(() => false)])) return true;
    const answered = once(running.child, 'message', { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    running.child.send(null as never, () => undefined);
    const lives = answered.then(
      () => false,
      () => false,
    );
    const isDead = await Promise.race([died, lives]);
    running.mayKillItself = isDead;
    return isDead;
  }

  private spawn(): { child: RunningProcess; output: () => string } {
    const { name, command, args, environment, takesCommands = false } = this.definition;
    const { cleanup, reaper, logs } = this.supervision;
    cleanup.assertOpen();
    const spawned = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...environment, ...this.overrides },
      detached: true, // Ctrl-C reaches only this process, which stops the others one after the other
      stdio: takesCommands ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
    });
    const { pid, stdout, stderr } = spawned;
    if (!pid) throw new Error(`${command} cannot be run.`);
    reaper.watch({ pid });
    let text = '';
    const file = fs.createWriteStream(path.join(logs, `${name}.log`), { flags: 'a' });
    for (const stream of [stdout, stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => {
        text = (text + chunk).slice(-4_000);
        file.write(chunk);
      });
    }
    const exited = new Promise<string>((resolve) => {
      spawned.once('close', (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    const child: RunningProcess = { child: spawned, pid, exited, isUp: false, mayKillItself: false };
    this.running = child;
    void exited.then((reason) => {
      reaper.forget(pid);
      file.end();
      if (this.running === child) this.ended(child, reason);
    });
    return { child, output: () => text };
  }

  private ended({ isUp, mayKillItself }: RunningProcess, reason: string): void {
    this.running = undefined;
    if (!isUp || (mayKillItself && reason === 'SIGKILL')) return;
    const { name } = this.definition;
    this.supervision.onCrash(name, reason);
    void this.start(this.overrides).catch((error: Error) => this.supervision.onCrash(name, error.message));
  }
}
