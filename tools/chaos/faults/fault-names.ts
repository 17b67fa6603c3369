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

/** Not before the module compares times by one clock. */
const NOT_BY_DEFAULT: readonly FaultName[] = ['clock'];

export const DEFAULT_FAULTS: readonly FaultName[] = FAULT_NAMES.filter((name) => !NOT_BY_DEFAULT.includes(name));
