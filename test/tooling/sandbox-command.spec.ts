import fs from 'node:fs';
import path from 'node:path';
import { freePort } from '../../tools/support/ports';
import { ProcessFamily, exitOf, until } from '../support/processes';

const SANDBOX = ['tools/run.mjs', 'tools/sandbox/main'];
const SLOW_MS = 60_000;

let family: ProcessFamily;
beforeEach(() => {
  family = new ProcessFamily();
});
afterEach(() => family.dispose());

async function startSandbox(command: string, args: string[]): Promise<ReturnType<ProcessFamily['start']>> {
  const port = await freePort();
  const run = family.start(command, [...args, '--port', String(port), '--people', '1']);
  await until(() => run.output().includes(`127.0.0.1:${port}`), 30_000, run.output);
  return run;
}

describe('npm run sandbox', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'passes its options and %s to the sandbox, and leaves nothing behind',
    async (signal) => {
      const run = await startSandbox(process.execPath, SANDBOX);
      process.kill(-(run.pid ?? 0), signal);
      await exitOf(run);
      await family.gone();
    },
    SLOW_MS,
  );

  it.each([
    ['npm', /^npm run sandbox/],
    ['the command', /run\.mjs tools\/sandbox/],
    ['the sandbox', /apps\/sandbox/],
  ])(
    'leaves nothing behind after kill -9 of %s',
    async (_, pattern) => {
      await startSandbox('npm', ['run', 'sandbox', '--']);
      process.kill(family.member(pattern).pid, 'SIGKILL');
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'exits with the exit code of the sandbox',
    async () => {
      const run = family.start(process.execPath, [...SANDBOX, '--bogus']);
      expect(await exitOf(run)).toBe(2);
      expect(run.output()).toContain('--bogus');
    },
    SLOW_MS,
  );

  it(
    "resolves a relative folder from the user's working directory",
    async () => {
      const folder = path.join(family.temporaryFolder, 'recorded');
      fs.mkdirSync(folder);
      fs.writeFileSync(path.join(folder, 'dailyActivity_merged.csv'), 'Not,What,It,Should,Be\n1,2,3,4,5\n');
      const run = family.start('npm', ['--prefix', process.cwd(), 'run', 'sandbox', '--', '--data', 'recorded'], {
        cwd: family.temporaryFolder,
      });
      expect(await exitOf(run)).not.toBe(0);
      expect(run.output()).toMatch(/^sandbox: .*dailyActivity_merged\.csv/m);
      expect(run.output()).not.toContain('has no dailyActivity_merged.csv');
    },
    SLOW_MS,
  );
});
