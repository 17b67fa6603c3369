import fs from 'node:fs';
import path from 'node:path';
import type { UpstreamName } from 'nestjs-fitbit';
import { CommandLine } from '../support/command-line';
import { CALLER_DIRECTORY } from '../support/project';
import { DEFAULT_UPSTREAM, UPSTREAMS } from '../support/upstreams';
import { DAILY_ACTIVITY_FILE } from './clock';

export const USAGE = `Usage: npm run demo -- [options]

  --upstream NAME  ${UPSTREAMS.join(' or ')} (default ${DEFAULT_UPSTREAM})
  --data DIR       people of a Fitabase folder instead of generated ones
  --people N       how many people to generate
  --years N        how long their histories are
  --seed N         another seed generates other people
  --port N         port of the sample application (default 3000, or a free one)
  --once           import every history, report, and end
  --export DIR     with --once: write one CSV file per person
  --no-quota       no request limits
  --help           this text`;

export interface DemoOptions {
  readonly upstream: UpstreamName;
  /** An absolute path. */
  readonly data: string | undefined;
  readonly people: number | undefined;
  readonly years: number | undefined;
  readonly seed: number | undefined;
  readonly port: number | undefined;
  readonly once: boolean;
  /** An absolute path. */
  readonly exportDirectory: string | undefined;
  readonly noQuota: boolean;
  readonly help: boolean;
}

const commandLine = new CommandLine(() => USAGE);

export function parseDemoOptions(args: string[]): DemoOptions {
  const { values } = commandLine.parse({
    args,
    options: {
      upstream: { type: 'string' },
      data: { type: 'string' },
      people: { type: 'string' },
      years: { type: 'string' },
      seed: { type: 'string' },
      port: { type: 'string' },
      once: { type: 'boolean', default: false },
      export: { type: 'string' },
      'no-quota': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const upstream = commandLine.upstream(values.upstream);
  if (values.export !== undefined && !values.once) {
    commandLine.refuse('--export writes what --once imported: give both.');
  }
  return {
    upstream,
    data: values.data === undefined ? undefined : dataFolder(values.data),
    people: commandLine.number('--people', values.people, { from: 1, to: 10_000 }),
    years: commandLine.number('--years', values.years, { from: 1, to: 20 }),
    seed: commandLine.number('--seed', values.seed, { from: 0, to: 2 ** 31 - 1 }),
    port: commandLine.number('--port', values.port, { from: 1, to: 65_535 }),
    once: values.once,
    exportDirectory: values.export === undefined ? undefined : absolute('--export', values.export),
    noQuota: values['no-quota'],
    help: values.help,
  };
}

function absolute(name: string, folder: string): string {
  if (folder === '') commandLine.refuse(`${name} needs a folder.`);
  return path.resolve(CALLER_DIRECTORY, folder);
}

function dataFolder(text: string): string {
  const folder = absolute('--data', text);
  const file = path.join(folder, DAILY_ACTIVITY_FILE);
  if (!fs.existsSync(file)) {
    commandLine.refuse(`--data is a folder with a Fitabase export; ${file} does not exist.`);
  }
  return folder;
}
