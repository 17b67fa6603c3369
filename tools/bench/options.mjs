// The command line of the measurements.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { usageFailure } from '../support/failure.mjs';
import { ROOT } from '../support/project.mjs';

const FOLDER = path.join(ROOT, 'bench');
const SUFFIX = '.bench.ts';

/**
 * @typedef {object} BenchOptions
 * @property {string} name
 * @property {boolean} json
 * @property {boolean} smoke
 * @property {boolean} help
 */

/** Every `bench/NAME.bench.ts`; its first line says what it measures. @returns {{ name: string, purpose: string }[]} */
export function benches() {
  const files = fs.readdirSync(FOLDER).filter((file) => file.endsWith(SUFFIX));
  return files.sort().map((file) => {
    const [first = ''] = fs.readFileSync(path.join(FOLDER, file), 'utf8').split('\n', 1);
    return { name: file.slice(0, -SUFFIX.length), purpose: first.replace(/^\/\/ ?/, '') };
  });
}

export function usage() {
  const all = benches();
  const width = Math.max(...all.map(({ name }) => name.length));
  return `Usage: npm run bench -- NAME [options]

${all.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`).join('\n')}

  --json   nothing but the figures on standard output, as JSON
  --smoke  a second or two of each: shows that it works, measures nothing
  --help   this text`;
}

/** @param {string[]} args @returns {BenchOptions} */
export function parseBenchOptions(args) {
  const { values, positionals } = parse(args);
  const [name = '', ...more] = positionals;
  if (values.help) return { ...values, name };
  if (more.length > 0) fail(`One measurement at a time, not also "${more.join(' ')}".`);
  if (name === '') fail('Which measurement?');
  if (!benches().some((bench) => bench.name === name)) fail(`There is no measurement "${name}".`);
  return { ...values, name };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        smoke: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return fail(/** @type {Error} */ (error).message);
  }
}

/** @param {string} message @returns {never} */
function fail(message) {
  throw usageFailure(`${message}\n\n${usage()}`);
}
