import fs from 'node:fs';
import path from 'node:path';
import { noonAfterLastDay } from '../../tools/demo/clock';
import { freePort } from '../../tools/support/ports';
import { ProcessFamily, exitOf, until } from '../support/processes';

const DEMO = ['tools/run.mjs', 'tools/demo/main'];
const NO_SERVERS = { DATABASE_URL: '', REDIS_URL: '' };
const SLOW_MS = 120_000;

let family: ProcessFamily;
beforeEach(() => {
  family = new ProcessFamily();
});
afterEach(() => family.dispose());

type Run = ReturnType<ProcessFamily['start']>;

const demo = (...args: string[]): Run => family.start('npm', ['run', 'demo', '--', ...args], { env: NO_SERVERS });

async function startDemo(program = 'npm'): Promise<{ run: Run; url: string }> {
  const options = ['--people', '1', '--years', '1'];
  const run = program === 'npm' ? demo(...options) : family.start(program, [...DEMO, ...options], { env: NO_SERVERS });
  const url = (): string | undefined => /runs at (http:\S+)/.exec(run.output())?.[1];
  await until(() => url() !== undefined || run.exitCode !== null, 60_000, run.output);
  const found = url();
  if (found === undefined) throw new Error(run.output());
  return { run, url: found };
}

const interrupt = ({ pid }: Run): void => void process.kill(-(pid ?? 0), 'SIGINT');

describe('npm run demo', () => {
  it.each([
    [['--bogus'], /--bogus/],
    [['--upstream', 'garmin'], /--upstream is google-health or fitbit-web-api, not "garmin"/],
    [['--people', 'many'], /--people is a whole number from 1 to 10000, not "many"/],
    [['--people', '0'], /--people is a whole number/],
    [['--port', '65536'], /--port is a whole number from 1 to 65535/],
    [['--export', 'somewhere'], /--export writes what --once imported/],
    [['--data', '/nowhere'], /\/nowhere\/dailyActivity_merged.csv does not exist/],
    [['more'], /Unexpected argument 'more'/],
  ])('refuses %j, says why, shows its options and starts nothing', async (args, message) => {
    const run = family.start(process.execPath, [...DEMO, ...args], { env: NO_SERVERS });
    expect(await exitOf(run)).toBe(2);
    expect(run.output()).toMatch(message);
    expect(run.output()).toMatch(/Usage: npm run demo/);
  });

  it(
    'says which port is taken',
    async () => {
      const taken = await freePort();
      const server = (await import('node:http')).createServer().listen(taken, '127.0.0.1');
      try {
        const run = demo('--port', String(taken));
        expect(await exitOf(run)).toBe(1);
        expect(run.output()).toContain(`Port ${taken} is taken`);
      } finally {
        server.close();
      }
    },
    SLOW_MS,
  );

  it(
    'serves the sample, and exits with 0 and leaves nothing behind at Ctrl-C',
    async () => {
      const { run, url } = await startDemo(process.execPath); // npm has an exit code of its own for Ctrl-C
      expect((await fetch(url, { headers: { accept: 'text/html' } })).status).toBe(200);
      interrupt(run);
      expect(await exitOf(run)).toBe(0);
      await family.gone();
    },
    SLOW_MS,
  );

  it.each([
    ['npm', /^npm run demo/],
    ['the command', /run\.mjs tools\/demo/],
    ['the sandbox', /apps\/sandbox/],
    ['the worker', /apps\/worker/],
    ['the sample', /apps\/sample/],
    ['the services', /dev-services/],
    ['the database server', /postgres -D/],
  ])(
    'leaves nothing behind after kill -9 of %s',
    async (_, pattern) => {
      await startDemo();
      process.kill(family.member(pattern).pid, 'SIGKILL');
      await family.gone(30_000);
    },
    SLOW_MS,
  );

  it(
    'cleans up by itself when every reaper was killed',
    async () => {
      const { run } = await startDemo(process.execPath);
      const reapers = family.members().filter(({ command }) => command.includes('reaper-process'));
      expect(reapers).toHaveLength(2);
      for (const { pid } of reapers) process.kill(pid, 'SIGKILL');
      interrupt(run);
      expect(await exitOf(run)).toBe(0);
      await family.gone();
    },
    SLOW_MS,
  );
});

describe('the clock of a demo with recorded data', () => {
  const write = (file: string, ...rows: string[]): void =>
    fs.writeFileSync(path.join(family.temporaryFolder, file), rows.join('\n'));

  it('stands at noon of the day after the last one of both files', () => {
    write('dailyActivity_merged.csv', 'Id,ActivityDate,TotalSteps', '1,4/30/2016,10', '1,4/9/2016,12');
    expect(noonAfterLastDay(family.temporaryFolder)).toBe('2016-05-01T12:00:00.000Z');
    write('sleepDay_merged.csv', 'Id,SleepDay,TotalMinutesAsleep', '1,12/31/2016 12:00:00 AM,10');
    expect(noonAfterLastDay(family.temporaryFolder)).toBe('2017-01-01T12:00:00.000Z');
  });

  it('names the file and the text that is not a date', () => {
    write('dailyActivity_merged.csv', 'Id,ActivityDate', '1,2016-04-30');
    expect(() => noonAfterLastDay(family.temporaryFolder)).toThrow(
      /dailyActivity_merged\.csv: "2016-04-30" in column ActivityDate is not a date/,
    );
    write('dailyActivity_merged.csv', 'Id,ActivityDate');
    expect(() => noonAfterLastDay(family.temporaryFolder)).toThrow('There is no day in');
  });
});
