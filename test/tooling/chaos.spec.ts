import { ProcessFamily, exitOf } from '../support/processes';

let family: ProcessFamily;
beforeEach(() => {
  family = new ProcessFamily();
});
afterEach(() => family.dispose());

const chaos = (...args: string[]) => family.start(process.execPath, ['tools/run.mjs', 'tools/chaos/main', ...args]);

describe('npm run chaos', () => {
  it.each([
    [['--bogus'], /--bogus/],
    [['--users', '5'], /give --storm, too/],
  ])('refuses %j, says why, shows its options and starts nothing', async (args, message) => {
    const run = chaos(...args);
    expect(await exitOf(run)).toBe(2);
    expect(run.output()).toMatch(message);
    expect(run.output()).toMatch(/Usage: npm run chaos/);
  });
});
