// @ts-check
// Makes a bare clone ready: checks Node.js, installs the dependencies, compiles the code. Runs before `npm ci`, so it
// imports only what Node.js provides. When there is nothing to do it takes some 50 milliseconds.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const OLDEST_NODE = [20, 19];

/** A problem that the user can solve; the message says how. */
class SetupFailure extends Error {}

/** Ends the process with exit code 1 when the project cannot be set up. */
export async function setUp() {
  try {
    checkNode(process.versions.node);
    if (!isInstalled()) install();
    await compile();
  } catch (error) {
    if (!(error instanceof SetupFailure)) throw error;
    say(error.message);
    process.exit(1);
  }
}

/** @param {string} version */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SetupFailure(
    `Node.js ${OLDEST_NODE.join('.')} or newer is needed, this is ${version}. Install it from https://nodejs.org and run the command again.`,
  );
}

/** Compares the lockfile with npm's own record of node_modules, which npm writes last. */
function isInstalled() {
  const wanted = readPackages('package-lock.json');
  const present = readPackages('node_modules/.package-lock.json');
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(
    ([where, { version, optional }]) =>
      where === '' || (present[where] ? present[where].version === version : optional === true),
  );
}

/** @typedef {Record<string, { version?: string, optional?: boolean }>} Packages */

/** @param {string} file @returns {Packages | undefined} */
function readPackages(file) {
  try {
    const { packages } = /** @type {{ packages?: Packages }} */ (
      JSON.parse(fs.readFileSync(path.join(ROOT, file), 'utf8'))
    );
    return packages;
  } catch {
    return undefined;
  }
}

function install() {
  say('Setup: installing dependencies (npm ci) …');
  const npm = process.env.npm_execpath;
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=warn'];
  const { status, error, stderr } = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' })
    : spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  if (status === 0) return;
  const output = error ? String(error) : stderr.trim();
  throw new SetupFailure(`${output}\n\nThe dependencies could not be installed. ${adviceFor(output)}`);
}

/** @param {string} output */
function adviceFor(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output)) {
    return 'The npm registry does not answer: check the network (and `npm config get registry`, proxies), then run the command again.';
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `This user may not write to ${ROOT} or to npm's cache: make them writable, or run the command as their owner.`;
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: free about 500 MB, then run the command again.';
  if (/ENOENT.*npm/.test(output)) return 'npm was not found: it comes with Node.js, see https://nodejs.org.';
  if (/can only install packages when your package\.json and package-lock\.json/.test(output)) {
    return 'package.json was changed by hand: run `npm install`, then run the command again.';
  }
  return 'See above; then run the command again.';
}

async function compile() {
  const startedAt = performance.now();
  try {
    const { build } = await import('./build.mjs');
    const { written } = await build();
    if (written > 0) say(`Setup: compiled ${written} files in ${Math.round(performance.now() - startedAt)} ms.`);
  } catch (cause) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (cause);
    const advice = ['EACCES', 'EPERM', 'EROFS'].includes(code ?? '')
      ? `This user may not write to ${path.join(ROOT, 'dist')}: make it writable, or remove it.`
      : 'See above.';
    throw new SetupFailure(`${message}\n\nThe code could not be compiled. ${advice}`, { cause });
  }
}

/** @param {string} line */
function say(line) {
  process.stderr.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void setUp();
