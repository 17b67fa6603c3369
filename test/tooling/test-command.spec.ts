import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ProcessFamily, exitOf, until } from '../support/processes';

const JEST = ['--config', 'test/tooling/fixtures/jest.config.js'];
const NO_SERVERS = { DATABASE_URL: '', REDIS_URL: '' };
const SLOW_MS = 60_000;

let family: ProcessFamily;
let waiting: string;
beforeEach(() => {
  family = new ProcessFamily();
  waiting = fs.mkdtempSync(path.join(os.tmpdir(), 'waiting-'));
});
afterEach(() => {
  family.dispose();
  fs.rmSync(waiting, { recursive: true });
});

const npmTest = (...args: string[]): ReturnType<ProcessFamily['start']> =>
  family.start('npm', ['test', '--', ...JEST, ...args], { env: { ...NO_SERVERS, WAITING_FOLDER: waiting } });

/** Two workers in the middle of a test that does not end. */
async function startWaiting(): Promise<ReturnType<ProcessFamily['start']>> {
  const run = npmTest('--maxWorkers=2', 'waits');
  await until(() => fs.readdirSync(waiting).length === 2, 30_000, run.output);
  return run;
}

describe('npm test', () => {
  it(
    'passes its arguments to Jest, gives the tests their services, and leaves nothing behind',
    async () => {
      const run = npmTest('passes');
      expect(await exitOf(run)).toBe(0);
      expect(run.output()).toMatch(/1 passed, 1 total/);
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'exits with the exit code of Jest',
    async () => {
      const run = npmTest('fails');
      expect(await exitOf(run)).toBe(1);
      expect(run.output()).toMatch(/1 failed, 1 total/);
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'leaves nothing behind after Ctrl-C',
    async () => {
      const run = await startWaiting();
      process.kill(-(run.pid ?? 0), 'SIGINT');
      await family.gone();
    },
    SLOW_MS,
  );

  it.each([
    ['npm', /^npm test/],
    ['the command', /run\.mjs tools\/test/],
    ['a worker that Jest then replaces, and Ctrl-C', /processChild/],
    ['the services', /dev-services/],
  ])(
    'leaves nothing behind after kill -9 of %s',
    async (what, pattern) => {
      const run = await startWaiting();
      process.kill(family.member(pattern).pid, 'SIGKILL');
      if (/worker|services/.test(what)) process.kill(-(run.pid ?? 0), 'SIGINT');
      await family.gone();
    },
    SLOW_MS,
  );
});
