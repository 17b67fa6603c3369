import { parseArgs } from 'node:util';
import type { SandboxOptions } from 'nestjs-fitbit-sandbox';

export const HELP = `Usage: sandbox [options]

Simulates Google Health API v4, Google OAuth 2.0 and the Fitbit Web API on 127.0.0.1.

  --port N        port to listen on (4010; 0 takes any free one)
  --people N      how many people are generated (20)
  --seed N        the same seed gives the same people (7)
  --years N       how long ago they joined (3)
  --data DIR      use the people of a folder in the Fitabase CSV format instead
  --now ISO       where the sandbox's clock starts, for example 2026-11-22T12:00:00Z
  --sync-every S  every person's device syncs once every S seconds
  --no-quota      answer any number of requests
  --gone          the Fitbit Web API has been turned down: all of its routes answer 410
  --help          print this
`;

/** An invalid option. The message names it. */
export class UsageError extends Error {}

/**
 * Reads the command line; `undefined` for `--help`.
 *
 * @throws UsageError
 */
export function readArguments(args: string[]): SandboxOptions | undefined {
  const { values } = parse(args);
  if (values.help) return undefined;
  return {
    port: wholeNumber('port', values.port) ?? 4010,
    people: wholeNumber('people', values.people),
    seed: wholeNumber('seed', values.seed),
    years: wholeNumber('years', values.years),
    dataDir: values.data,
    now: instant(values.now),
    syncEverySeconds: wholeNumber('sync-every', values['sync-every']),
    quota: !values['no-quota'],
    gone: values.gone,
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      strict: true,
      allowPositionals: false,
      options: {
        port: { type: 'string' },
        people: { type: 'string' },
        seed: { type: 'string' },
        years: { type: 'string' },
        data: { type: 'string' },
        now: { type: 'string' },
        'sync-every': { type: 'string' },
        'no-quota': { type: 'boolean' },
        gone: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new UsageError(`--${name} must be a whole number, not "${text}".`);
  return Number(text);
}

function instant(text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const date = new Date(text);
  if (/^\d{4}-\d{2}-\d{2}(T|$)/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new UsageError(`--now must be an ISO 8601 instant such as 2026-11-22T12:00:00Z, not "${text}".`);
}
