import { spawn, spawnSync } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { HELP, readArguments, UsageError } from './arguments';

const ROOT = path.resolve(__dirname, '../../..');
const PROGRAM = path.join(ROOT, 'dist/apps/sandbox/src/main.js');

describe('sandbox command line', () => {
  describe('arguments', () => {
    it('are all optional, and the default port is the documented one', () => {
      expect(readArguments([])).toEqual({ port: 4010, quota: true });
    });

    it('become options', () => {
      const args = [
        '--port',
        '0',
        '--people',
        '3',
        '--seed',
        '5',
        '--years=2',
        '--data',
        'x',
        '--now',
        '2026-05-13T12:00:00Z',
        '--sync-every',
        '60',
        '--no-quota',
        '--gone',
      ];
      expect(readArguments(args)).toEqual({
        port: 0,
        people: 3,
        seed: 5,
        years: 2,
        dataDir: 'x',
        now: new Date('2026-05-13T12:00:00Z'),
        syncEverySeconds: 60,
        quota: false,
        gone: true,
      });
    });

    it('can ask for help', () => {
      expect(readArguments(['--help'])).toBeUndefined();
      for (const option of ['port', 'people', 'seed', 'years', 'data', 'now', 'sync-every', 'no-quota', 'gone'])
        expect(HELP).toContain(`--${option}`);
    });

    it.each([
      [['--color'], /--color/],
      [['word'], /word/],
      [['--port'], /--port/],
      [['--port', 'many'], /--port must be a whole number, not "many"/],
      [['--people', '-1'], /--people/],
      [['--sync-every', 'day'], /--sync-every must be a whole number/],
      [['--now', 'tomorrow'], /--now must be an ISO 8601 instant/],
      [['--no-quota=1'], /no-quota/],
    ])('%j are refused', (args, text) => {
      expect(() => readArguments(args)).toThrow(UsageError);
      expect(() => readArguments(args)).toThrow(text);
    });
  });

  describe('program', () => {
    beforeAll(() => {
      const { status, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'tools/build.mjs')], {
        encoding: 'utf8',
      });
      expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
    }, 60_000);

    const run = (...args: string[]) =>
      spawnSync(process.execPath, [PROGRAM, ...args], { encoding: 'utf8', timeout: 20_000 });

    it('prints help', () => {
      const { status, stdout } = run('--help');
      expect([status, stdout]).toEqual([0, HELP]);
    });

    it.each([
      [['--port', 'x'], 2, /^sandbox: --port must be a whole number/],
      [['--port', '99999'], 2, /^sandbox: port must be a whole number from 0 to 65535/],
      [['--sync-every', '0', '--port', '0'], 2, /^sandbox: syncEverySeconds must be/],
      [['--people', '0'], 2, /^sandbox: people must be/],
      [['--what'], 2, /--what/],
      [['--data', '/no/such/folder', '--port', '0'], 1, /^sandbox: .*\/no\/such\/folder/],
    ])('ends %j with exit code %d and a message', (args, code, text) => {
      const { status, stderr, stdout } = run(...args);
      expect([status, stdout]).toEqual([code, '']);
      expect(stderr).toMatch(text);
      expect(stderr).not.toMatch(/\n\s+at /);
    });

    it('ends with exit code 1 when the port is taken', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const { status, stderr } = run('--port', String(port), '--people', '1', '--years', '1');
      expect([status, stderr]).toEqual([1, `sandbox: Port ${port} is taken. Choose another one with --port.\n`]);
      server.close();
      await once(server, 'close');
    });

    it.each(['SIGINT', 'SIGTERM'] as const)(
      'says when it is ready, and ends cleanly on %s',
      async (signal) => {
        const child = spawn(process.execPath, [PROGRAM, '--port', '0', '--people', '2', '--years', '1']);
        const [line] = (await once(child.stdout, 'data')) as [Buffer];
        const [, url] = /^sandbox listening on (http:\/\/127\.0\.0\.1:\d+) \(2 people\)\n$/.exec(line.toString()) ?? [];
        const answer = await fetch(`${url}/_sandbox/people`);
        expect(((await answer.json()) as { people: unknown[] }).people).toHaveLength(2);
        child.kill(signal);
        expect(await once(child, 'exit')).toEqual([0, null]);
      },
      30_000,
    );
  });
});
