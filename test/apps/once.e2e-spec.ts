import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runOnce } from '../../tools/demo/run-once';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { startDemo, type Demo } from '../support/running-sample';

jest.setTimeout(60_000); // a bound for a busy machine

describe('demo --once', () => {
  let demo: Demo;
  let folder: string;

  beforeAll(async () => {
    demo = await startDemo();
    folder = await mkdtemp(path.join(tmpdir(), 'fitbit-once-'));
  });
  afterAll(async () => {
    await demo.close();
    await rm(folder, { recursive: true });
  });

  async function run(directory?: string): Promise<{ complete: boolean; printed: string }> {
    const lines: string[] = [];
    const complete = await runOnce({
      sandbox: new SandboxControl(demo.sandbox),
      sampleUrl: demo.url,
      fitbit: demo.fitbit,
      directory,
      print: (text) => lines.push(text),
    });
    return { complete, printed: lines.join('\n') };
  }

  it('fails, and says who could not connect and at which page', async () => {
    const control = new SandboxControl(demo.sandbox);
    await control.fail({ match: { path: '/token' }, status: 503, body: 'down' });
    const { complete, printed } = await run();
    await control.heal();
    expect(complete).toBe(false);
    expect(printed).toContain('p1');
    expect(printed).toContain('/fitbit/error (upstream_unavailable)');
    expect(printed).not.toMatch(/[?&](code|state)=/);
  }, 60_000);

  it('connects every person, waits for the ledger, and writes exactly what the upstream has', async () => {
    const { complete, printed } = await run(folder);
    expect(printed).toMatch(/^4 people +\d+ +\d+ +\d+\.\d$/m);
    expect(printed).toMatch(/^\d+ rows\/s$/m);
    expect(complete).toBe(true);

    expect((await readdir(folder)).sort()).toEqual(['p1.csv', 'p2.csv', 'p3.csv', 'p4.csv']);
    for (const person of ['p1', 'p2', 'p3', 'p4']) {
      const truth = await new SandboxControl(demo.sandbox).truth(person);
      const rows = truth.map(({ resource, date, value }) => `${resource},${date},${value}`);
      const lines = (await readFile(path.join(folder, `${person}.csv`), 'utf8')).split('\n');
      expect(lines).toEqual(['resource,date,value', ...rows, '']);
    }
  }, 120_000);
});
