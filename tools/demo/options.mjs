// The demo's command line.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { usageFailure } from '../support/failure.mjs';
import { CALLER_DIRECTORY } from '../support/project.mjs';
import { DAILY_ACTIVITY_FILE } from './clock.mjs';

const UPSTREAMS = ['google-health', 'fitbit-web-api'];

export const USAGE = `Usage: npm run demo -- [options]

  --upstream NAME  ${UPSTREAMS.join(' or ')} (default ${UPSTREAMS[0]})
  --data DIR       people of a Fitabase folder instead of invented ones
  --people N       how many people to invent
  --years N        how long their histories are
  --seed N         another seed invents other people
  --port N         port of the sample application (default 3000, or a free one)
  --once           import everybody's history, report, and end
  --export DIR     with --once: write one CSV file per person
  --no-quota       no request limits
  --help           this text`;

/**
 * @typedef {object} DemoOptions
 * @property {string} upstream
 * @property {string} [data] absolute
 * @property {number} [people]
 * @property {number} [years]
 * @property {number} [seed]
 * @property {number} [port]
 * @property {boolean} once
 * @property {string} [exportDirectory] absolute
 * @property {boolean} noQuota
 * @property {boolean} help
 */

/**
 * @param {string[]} args
 * @returns {DemoOptions}
 */
export function parseDemoOptions(args) {
  const { values } = parse(args);
  const upstream = values.upstream ?? /** @type {string} */ (UPSTREAMS[0]);
  if (!UPSTREAMS.includes(upstream)) fail(`--upstream is ${UPSTREAMS.join(' or ')}, not "${upstream}".`);
  if (values.export !== undefined && !values.once) fail('--export writes what --once imported: give both.');
  return {
    upstream,
    data: values.data === undefined ? undefined : dataFolder(values.data),
    people: wholeNumber('--people', values.people, 1, 10_000),
    years: wholeNumber('--years', values.years, 1, 20),
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 31 - 1),
    port: wholeNumber('--port', values.port, 1, 65_535),
    once: values.once,
    exportDirectory: values.export === undefined ? undefined : absolute('--export', values.export),
    noQuota: values['no-quota'],
    help: values.help,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
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
  } catch (error) {
    return fail(/** @type {Error} */ (error).message);
  }
}

/** @param {string} message @returns {never} */
function fail(message) {
  throw usageFailure(`${message}\n\n${USAGE}`);
}

/**
 * @param {string} name @param {string | undefined} text @param {number} least @param {number} most
 * @returns {number | undefined}
 */
function wholeNumber(name, text, least, most) {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  return fail(`${name} is a whole number from ${least} to ${most}, not "${text}".`);
}

/** @param {string} name @param {string} folder */
function absolute(name, folder) {
  if (folder === '') fail(`${name} needs a folder.`);
  return path.resolve(CALLER_DIRECTORY, folder);
}

/** @param {string} text */
function dataFolder(text) {
  const folder = absolute('--data', text);
  const file = path.join(folder, DAILY_ACTIVITY_FILE);
  if (!fs.existsSync(file)) fail(`--data is a folder with a Fitabase export; ${file} does not exist.`);
  return folder;
}
