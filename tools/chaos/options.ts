import { CommandLine } from '../support/command-line';
import { DEFAULT_UPSTREAM, UPSTREAMS } from '../support/upstreams';
import { FAULT_NAMES, type FaultName } from './faults/fault-names';
import type { PlannedFault } from './faults/planned-fault';
import { readRunLog, type RecordedOptions } from './run-log';

export const USAGE = `Usage: npm run chaos -- [options]

  --seed N           chooses the people, what they do and which faults are injected (default 1)
  --seeds N..M       instead: one run after the other, each with a line of results on standard output
  --minutes M        how long faults are injected before everything has to settle (default 1; 0.5 is half a minute)
  --people N         how many people (default 6)
  --upstream NAME    ${UPSTREAMS.join(' or ')} (default ${DEFAULT_UPSTREAM})
  --faults LIST      which kinds, separated by commas (default all):
                     ${FAULT_NAMES.slice(0, 10).join(', ')},
                     ${FAULT_NAMES.slice(10).join(', ')}
  --synchronous-commit on|off
                     the default of the Postgres server (default off: commits may be lost in a crash)
  --no-quota         no request limits, which makes imports faster
  --log FILE         writes the planned faults and what happened there, not to a temporary folder
  --replay FILE      repeats the run of such a log: the same options, the same faults at the same times
  --storm            instead: notifications of many users at once, while worker and Redis are killed twice
  --users N          with --storm: how many users (default 500)
  --notifications N  with --storm: how many notifications at least (default 10000)
  --help             this text`;

export interface ChaosOptions extends RecordedOptions {
  readonly mode: 'chaos' | 'storm';
  /** The first and the last seed of several runs. */
  readonly seeds: readonly [number, number] | undefined;
  /** Of a storm, at least. */
  readonly notifications: number;
  /** The schedule of an earlier run. */
  readonly schedule: readonly PlannedFault[] | undefined;
  readonly logFile: string | undefined;
  readonly help: boolean;
}

const commandLine = new CommandLine(() => USAGE);
const MOST_SEED = 2 ** 31 - 1;

const OPTIONS = {
  seed: { type: 'string' },
  seeds: { type: 'string' },
  minutes: { type: 'string' },
  people: { type: 'string' },
  upstream: { type: 'string' },
  faults: { type: 'string' },
  'synchronous-commit': { type: 'string' },
  'no-quota': { type: 'boolean' },
  log: { type: 'string' },
  replay: { type: 'string' },
  storm: { type: 'boolean', default: false },
  users: { type: 'string' },
  notifications: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parseValues>;

function parseValues(args: string[]) {
  return commandLine.parse({ args, options: OPTIONS }).values;
}

export function parseChaosOptions(args: string[]): ChaosOptions {
  const values = parseValues(args);
  refuseCombinations(values);
  const { storm, seed, minutes, people, users, notifications } = values;
  const options: ChaosOptions = {
    mode: storm ? 'storm' : 'chaos',
    seed: commandLine.number('--seed', seed, { from: 0, to: MOST_SEED }) ?? 1,
    seeds: seedsOf(values.seeds),
    minutes: commandLine.number('--minutes', minutes, { from: 0.05, to: 24 * 60, fraction: true }) ?? 1,
    people: storm
      ? (commandLine.number('--users', users, { from: 1, to: 10_000 }) ?? 500)
      : (commandLine.number('--people', people, { from: 1, to: 200 }) ?? 6),
    spares: storm ? 0 : 2,
    notifications: commandLine.number('--notifications', notifications, { from: 1, to: 1_000_000 }) ?? 10_000,
    upstream: commandLine.upstream(values.upstream),
    quota: !values['no-quota'],
    faults: faultsOf(values.faults),
    schedule: undefined,
    synchronousCommit: synchronousCommitOf(values['synchronous-commit']),
    logFile: values.log,
    help: values.help,
  };
  if (values.replay === undefined) return options;
  const { options: recorded, schedule } = readRunLog(values.replay);
  return { ...options, ...recorded, schedule };
}

function refuseCombinations(values: Values): void {
  const { storm, replay, seeds } = values;
  for (const name of ['users', 'notifications'] as const) {
    if (values[name] !== undefined && !storm)
      commandLine.refuse(`--${name} sets the size of a storm: give --storm, too.`);
  }
  for (const name of ['people', 'minutes', 'faults', 'seeds', 'log', 'replay'] as const) {
    if (values[name] !== undefined && storm) commandLine.refuse(`--${name} is not for --storm.`);
  }
  if (seeds !== undefined) {
    for (const name of ['seed', 'log'] as const)
      if (values[name] !== undefined) commandLine.refuse(`--${name} is for one run, and --seeds are several.`);
  }
  if (replay === undefined) return;
  const decided = [
    'seed',
    'seeds',
    'minutes',
    'people',
    'upstream',
    'faults',
    'synchronous-commit',
    'no-quota',
  ] as const;
  for (const name of decided) {
    if (values[name] !== undefined) commandLine.refuse(`--${name} is decided by the log that --replay repeats.`);
  }
}

function seedsOf(text: string | undefined): readonly [number, number] | undefined {
  if (text === undefined) return undefined;
  const [first, last] = (/^(\d{1,9})\.\.(\d{1,9})$/.exec(text) ?? []).slice(1).map(Number);
  if (first === undefined || last === undefined || last < first) {
    return commandLine.refuse(`--seeds is a range such as 1..10, not "${text}".`);
  }
  return [first, last];
}

function faultsOf(text?: string): FaultName[] {
  const names = text?.split(',') ?? FAULT_NAMES;
  const unknown = names.find((name) => !isFaultName(name));
  if (unknown !== undefined) commandLine.refuse(`--faults has no "${unknown}". Known are ${FAULT_NAMES.join(', ')}.`);
  return [...new Set(names.filter(isFaultName))];
}

function isFaultName(name: string): name is FaultName {
  return (FAULT_NAMES as readonly string[]).includes(name);
}

function synchronousCommitOf(text = 'off'): 'on' | 'off' {
  if (text === 'on' || text === 'off') return text;
  return commandLine.refuse(`--synchronous-commit is on or off, not "${text}".`);
}
