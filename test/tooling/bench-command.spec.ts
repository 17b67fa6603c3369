import { ProcessFamily, exitOf, until } from '../support/processes';

const SLOW_MS = 120_000;

let family: ProcessFamily;
beforeEach(() => {
  family = new ProcessFamily();
});
afterEach(() => family.dispose());

const bench = (...args: string[]) => family.start(process.execPath, ['tools/run.mjs', 'bench/main', ...args]);
/** A killed measurement cleans up nothing, so it must not use a shared server. */
const NO_SERVERS = { DATABASE_URL: '', REDIS_URL: '' };

/** An entry of the JSON output, which other programs read. */
const RESULT = {
  name: expect.stringMatching(/^intake\//) as string,
  ratio: expect.any(Number) as number,
  ours: expect.any(Number) as number,
  floor: expect.any(Number) as number,
  unit: 'notifications/s',
  p50Ms: expect.any(Number) as number,
  p99Ms: expect.any(Number) as number,
  runs: 1,
};

describe('npm run bench', () => {
  it.each([
    [[], /Which measurement\?/],
    [['nothing'], /There is no measurement "nothing"/],
    [['intake', 'latency'], /One measurement at a time, not also "latency"/],
    [['intake', '--bogus'], /--bogus/],
  ])('refuses %j, says why, and lists the measurements', async (args, message) => {
    const run = bench(...args);
    expect(await exitOf(run)).toBe(2);
    expect(run.output()).toMatch(message);
    expect(run.output()).toMatch(/^ {2}intake +\w.*\n {2}latency +\w/m);
  });

  it(
    'prints only the figures of the intake as JSON, and leaves nothing behind',
    async () => {
      const run = bench('intake', '--smoke', '--json');
      let text = '';
      run.stdout?.on('data', (chunk: string) => (text += chunk));
      expect([await exitOf(run), run.output()]).toEqual([0, expect.stringContaining('[')]);
      const results = JSON.parse(text) as { name: string }[];
      expect(results).toEqual(results.map(() => RESULT));
      expect(results.map(({ name }) => name)).toEqual([
        'intake/google-health/1',
        'intake/google-health/10',
        'intake/fitbit-web-api/1',
        'intake/fitbit-web-api/10',
      ]);
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'prints what each sweep and command costs',
    async () => {
      const run = bench('scale', '--smoke', '--json');
      let text = '';
      run.stdout?.on('data', (chunk: string) => (text += chunk));
      expect([await exitOf(run), run.output()]).toEqual([0, expect.stringContaining('[')]);
      const names = (JSON.parse(text) as { name: string }[]).map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining(['scale/20/holes, nothing due', 'scale/20/inbox, 5 due', 'scale/20/rotate-keys']),
      );
      await family.gone();
    },
    SLOW_MS,
  );

  it(
    'leaves nothing behind after kill -9 of the command',
    async () => {
      const run = family.start(process.execPath, ['tools/run.mjs', 'bench/main', 'intake'], { env: NO_SERVERS });
      await until(() => family.members().some(({ command }) => /host\.program/.test(command)), 60_000, run.output);
      process.kill(family.member(/run\.mjs bench\/main/).pid, 'SIGKILL');
      await family.gone(30_000);
    },
    SLOW_MS,
  );
});
