import type { UpstreamName } from 'nestjs-fitbit';
import { CommandLine } from '../support/command-line';
import { DEFAULT_UPSTREAM, UPSTREAMS } from '../support/upstreams';

export const USAGE = `Usage: npm run chaos -- [options]

  --seed N           chooses the people, what they do and which faults are injected (default 1)
  --minutes M        how long faults are injected before everything has to settle (default 1; 0.5 is half a minute)
  --people N         how many people (default 6)
  --upstream NAME    ${UPSTREAMS.join(' or ')} (default ${DEFAULT_UPSTREAM})
  --no-quota         no request limits, which makes imports faster
  --storm            instead: notifications of many users at once, while worker and Redis are killed twice
  --users N          with --storm: how many users (default 500)
  --notifications N  with --storm: how many notifications at least (default 10000)
  --help             this text`;

export interface ChaosOptions {
  readonly mode: 'chaos' | 'storm';
  readonly seed: number;
  readonly minutes: number;
  readonly people: number;
  /** Of a storm, at least. */
  readonly notifications: number;
  readonly upstream: UpstreamName;
  readonly quota: boolean;
  readonly help: boolean;
}

const commandLine = new CommandLine(() => USAGE);

export function parseChaosOptions(args: string[]): ChaosOptions {
  const { values } = commandLine.parse({
    args,
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string' },
      people: { type: 'string' },
      upstream: { type: 'string' },
      'no-quota': { type: 'boolean', default: false },
      storm: { type: 'boolean', default: false },
      users: { type: 'string' },
      notifications: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const { storm } = values;
  const upstream = commandLine.upstream(values.upstream);
  for (const name of ['users', 'notifications'] as const) {
    if (values[name] !== undefined && !storm)
      commandLine.refuse(`--${name} sets the size of a storm: give --storm, too.`);
  }
  for (const name of ['people', 'minutes'] as const) {
    if (values[name] !== undefined && storm) commandLine.refuse(`--${name} is not for --storm.`);
  }
  const { seed, minutes, people, users, notifications } = values;
  return {
    mode: storm ? 'storm' : 'chaos',
    seed: commandLine.number('--seed', seed, { from: 0, to: 2 ** 31 - 1 }) ?? 1,
    minutes: commandLine.number('--minutes', minutes, { from: 0.05, to: 24 * 60, fraction: true }) ?? 1,
    people: storm
      ? (commandLine.number('--users', users, { from: 1, to: 10_000 }) ?? 500)
      : (commandLine.number('--people', people, { from: 1, to: 200 }) ?? 6),
    notifications: commandLine.number('--notifications', notifications, { from: 1, to: 1_000_000 }) ?? 10_000,
    upstream,
    quota: !values['no-quota'],
    help: values.help,
  };
}
