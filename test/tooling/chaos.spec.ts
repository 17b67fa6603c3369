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
    [['--seed', 'x'], /--seed is a whole number from 0/],
    [['--minutes', '-1'], /--minutes/],
    [['--minutes', '0'], /--minutes is a number from 0.05/],
    [['--upstream', 'garmin'], /--upstream is google-health or fitbit-web-api, not "garmin"/],
    [['--users', '5'], /give --storm, too/],
    [['--storm', '--minutes', '5'], /--minutes is not for --storm/],
    [['more'], /Unexpected argument 'more'/],
  ])('refuses %j, says why, shows its options and starts nothing', async (args, message) => {
    const run = chaos(...args);
    expect(await exitOf(run)).toBe(2);
    expect(run.output()).toMatch(message);
    expect(run.output()).toMatch(/Usage: npm run chaos/);
  });
});
