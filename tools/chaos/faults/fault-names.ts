/** What `--faults` and the log of a run call the kinds of faults. */
export const FAULT_NAMES = [
  'worker',
  'api',
  'redis',
  'postgres',
  'statement',
  'clock',
  'sweeps',
  'quota',
  'errors',
  'slow',
  'cut',
  'expiry',
  'token',
  'order',
  'reconnect',
  'erase',
  'account',
  'interrupt',
  'overlap',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];
