import { FAULT_NAMES } from './faults/fault-names';
import { parseChaosOptions } from './options';

describe('the options of a chaos run', () => {
  it.each([
    [['--seed', 'x'], /--seed is a whole number from 0/],
    [['--minutes', '-1'], /--minutes/],
    [['--minutes', '0'], /--minutes is a number from 0.05/],
    [['--upstream', 'garmin'], /--upstream is google-health or fitbit-web-api, not "garmin"/],
    [['--users', '5'], /give --storm, too/],
    [['--storm', '--minutes', '5'], /--minutes is not for --storm/],
    [['--faults', 'worker,flood'], /--faults has no "flood". Known are worker, api/],
    [['--seeds', '3'], /--seeds is a range such as 1..10, not "3"/],
    [['--seeds', '1..2', '--seed', '1'], /--seed is for one run/],
    [['--synchronous-commit', 'maybe'], /--synchronous-commit is on or off/],
    [['--replay', 'x', '--minutes', '5'], /--minutes is decided by the log/],
    [['--replay', '/does/not/exist'], /no log of a chaos run/],
    [['more'], /Unexpected argument 'more'/],
  ])('refuses %j, and says why', (args, message) => {
    expect(() => parseChaosOptions(args)).toThrow(message);
  });

  it('take each kind of fault once, and all by default', () => {
    expect(parseChaosOptions(['--faults', 'worker,clock,worker']).faults).toEqual(['worker', 'clock']);
    expect(parseChaosOptions([]).faults).toEqual(FAULT_NAMES);
  });
});
