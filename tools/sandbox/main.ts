// `npm run sandbox`: runs the sandbox in the foreground; every argument is its own.
import { spawn } from 'node:child_process';
import { startReaper } from '../services/reaper';
import { runTool } from '../support/failure';
import { signalGroup } from '../support/processes';
import { CALLER_DIRECTORY, compiled } from '../support/project';

const INTERRUPTED = 130;

void runTool(async () => {
  const reaper = startReaper();
  const program = compiled('apps/sandbox/src/main');
  const child = spawn(process.execPath, ['--enable-source-maps', program, ...process.argv.slice(2)], {
    cwd: CALLER_DIRECTORY, // a relative --data starts there
    detached: true, // gets Ctrl-C once, from this process, and not from the terminal too
    stdio: 'inherit',
  });
  const { pid } = child;
  if (pid) {
    reaper.watch({ pid });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => signalGroup(pid, signal));
  }
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? INTERRUPTED));
  });
  if (pid) reaper.forget(pid);
  await reaper.dismiss();
  return exitCode;
});
