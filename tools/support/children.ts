import { spawn } from 'node:child_process';
import readline from 'node:readline';
import type { Keeper } from '../services/reaper';
import { compiled, ROOT } from './project';
import { endGroup } from './processes';

export interface Child {
  readonly name: string;
  /** The exit code. */
  readonly exited: Promise<number>;
}

/** The programs that a command starts: their output is labelled with their name, and none of them outlives the command. */
export class Children {
  constructor(private readonly keeper: Keeper) {}

  /**
   * Starts a program of this project, for example `apps/worker/src/main`. The cleanup stops it; the reaper does when this
   * process is killed.
   *
   * @param name labels its output; none when empty
   */
  start(name: string, program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Child {
    const { cleanup, reaper } = this.keeper;
    cleanup.assertOpen();
    const child = spawn(process.execPath, ['--enable-source-maps', compiled(program), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      detached: true, // Ctrl-C reaches only this process, which stops its children one after the other
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { pid } = child;
    if (pid) reaper.watch({ pid });
    relay(name, child.stdout, process.stdout);
    relay(name, child.stderr, process.stderr);

    let running = true;
    const exited = new Promise<number>((resolve) => {
      child.once('error', () => resolve(1));
      child.once('close', (code) => resolve(code ?? 1));
    });
    void exited.then(() => {
      running = false;
      if (pid) reaper.forget(pid);
    });
    cleanup.add(async () => {
      if (!running || !pid) return;
      await endGroup({ pid });
      await exited;
    });
    return { name, exited };
  }
}

function relay(name: string, from: NodeJS.ReadableStream, to: NodeJS.WritableStream): void {
  const label = name && `[${name}] `;
  readline.createInterface({ input: from }).on('line', (line) => to.write(`${label}${line}\n`));
}
