// `npm run sandbox`: sets up, then runs the sandbox in the foreground; every argument is its own.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { startReaper } from './services/reaper.mjs';
import { runTool } from './support/failure.mjs';
import { onNpmGone } from './support/parent.mjs';
import { signalGroup } from './support/processes.mjs';
import { CALLER_DIRECTORY, ROOT } from './support/project.mjs';
import { setup } from './setup.mjs';

const PROGRAM = path.join(ROOT, 'dist/apps/sandbox/src/main.js');
const INTERRUPTED = 130;

await runTool(async () => {
  await setup();
  const reaper = startReaper();
  const child = spawn(process.execPath, ['--enable-source-maps', PROGRAM, ...process.argv.slice(2)], {
    cwd: CALLER_DIRECTORY, // where a relative --data begins
    detached: true, // hears Ctrl-C once, from us, and not a second time from the terminal
    stdio: 'inherit',
  });
  const { pid } = child;
  if (pid) {
    reaper.watch({ pid });
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => signalGroup(pid, signal));
    }
    onNpmGone(() => signalGroup(pid, 'SIGTERM'));
  }
  /** @type {number} */
  const exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? INTERRUPTED));
  });
  if (pid) reaper.forget(pid);
  await reaper.dismiss();
  return exitCode;
});
