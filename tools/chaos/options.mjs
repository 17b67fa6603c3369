// The command line of chaos.
import { parseArgs } from 'node:util';
import { usageFailure } from '../support/failure.mjs';

const UPSTREAMS = ['google-health', 'fitbit-web-api'];

export const USAGE = `Usage: npm run chaos -- [options]

  --seed N           chooses the people, what they do and what breaks (default 1)
  --minutes M        how long things break before everything settles (default 1; 0.5 is half a minute)
  --people N         how many people (default 6)
  --upstream NAME    ${UPSTREAMS.join(' or ')} (default ${UPSTREAMS[0]})
  --no-quota         no request limits, which makes imports faster
  --storm            instead: notifications of many users at once, while worker and Redis are killed twice
  --users N          with --storm: how many users (default 500)
  --notifications N  with --storm: how many notifications at least (default 10000)
  --help             this text`;

/**
 * @typedef {object} ChaosOptions
 * @property {'chaos' | 'storm'} mode
 * @property {number} seed
 * @property {number} minutes
 * @property {number} people
 * @property {number} notifications
 * @property {string} upstream
 * @property {boolean} quota
 * @property {boolean} help
 */

/** @param {string[]} args @returns {ChaosOptions} */
export function parseChaosOptions(args) {
  const values = parse(args);
  const upstream = values.upstream ?? /** @type {string} */ (UPSTREAMS[0]);
  if (!UPSTREAMS.includes(upstream)) fail(`--upstream is ${UPSTREAMS.join(' or ')}, not "${upstream}".`);
  for (const name of /** @type {const} */ (['users', 'notifications'])) {
    if (values[name] !== undefined && !values.storm) fail(`--${name} says how big a storm is: give --storm, too.`);
  }
  for (const name of /** @type {const} */ (['people', 'minutes'])) {
    if (values[name] !== undefined && values.storm) fail(`--${name} is not for --storm.`);
  }
  return {
    mode: values.storm ? 'storm' : 'chaos',
    seed: number('--seed', values.seed, 1, { from: 0, to: 2 ** 31 - 1 }),
    minutes: number('--minutes', values.minutes, 1, { from: 0.05, to: 24 * 60, fraction: true }),
    people: values.storm
      ? number('--users', values.users, 500, { from: 1, to: 10_000 })
      : number('--people', values.people, 6, { from: 1, to: 200 }),
    notifications: number('--notifications', values.notifications, 10_000, { from: 1, to: 1_000_000 }),
    upstream,
    quota: !values['no-quota'],
    help: values.help,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    const { values } = parseArgs({
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
    return values;
  } catch (error) {
    return fail(/** @type {Error} */ (error).message);
  }
}

/**
 * @param {string} name @param {string | undefined} text @param {number} fallback
 * @param {{ from: number, to: number, fraction?: boolean }} range
 * @returns {number}
 */
function number(name, text, fallback, { from, to, fraction = false }) {
  if (text === undefined) return fallback;
  const value = Number(text);
  if ((fraction ? /^\d+(\.\d+)?$/ : /^\d+$/).test(text) && value >= from && value <= to) return value;
  return fail(`${name} is a ${fraction ? '' : 'whole '}number from ${from} to ${to}, not "${text}".`);
}

/** @param {string} message @returns {never} */
function fail(message) {
  throw usageFailure(`${message}\n\n${USAGE}`);
}
