import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FAULT_NAMES } from './faults/fault-names';
import { parseChaosOptions } from './options';
import { RunLog } from './run-log';
import { planFaults } from './schedule';

const planned = (...args: string[]) => planFaults(parseChaosOptions(args));

describe('the faults of a run', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(planned('--seed', '7')).toEqual(planned('--seed', '7'));
    expect(planned('--seed', '7')).not.toEqual(planned('--seed', '8'));
  });

  it('are one of each kind first, however short the run is', () => {
    const kinds = planned('--minutes', '0.3').map(({ kind }) => kind);
    expect(kinds.slice(0, FAULT_NAMES.length).sort()).toEqual([...FAULT_NAMES].sort());
  });

  it('are of the wanted kinds only, in the order of their times, and happen before the end', () => {
    const faults = planned('--minutes', '2', '--faults', 'erase,worker');
    const times = faults.map(({ atMs }) => atMs);
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(['erase', 'worker']));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(times.at(-1)).toBeLessThan(120_000);
  });

  it('are read again, with the options, from the log of a run', () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'chaos-log-'));
    try {
      const file = path.join(folder, 'chaos.jsonl');
      const options = parseChaosOptions(['--seed', '5', '--people', '3', '--upstream', 'fitbit-web-api', '--no-quota']);
      const schedule = planFaults(options);
      new RunLog(file, { options, schedule }).add(1.5, 'redis killed');
      expect(parseChaosOptions(['--replay', file])).toEqual({ ...options, schedule });
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});
