// Makes a bare clone ready: the right Node.js, dependencies, compiled code. Runs before `npm ci`, so it imports only
// what Node.js brings. Every command of package.json begins here; when nothing is to do it costs a few milliseconds.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ToolFailure, runTool } from './support/failure.mjs';
import { ROOT, say } from './support/project.mjs';

const OLDEST_NODE = [20, 19];

export async function setup() {
  checkNode(process.versions.node);
  if (!isInstalled()) install();
  await compile();
}

/** @param {string} version */
export function checkNode(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new ToolFailure(
    `Node.js ${OLDEST_NODE.join('.')} or newer is needed, this is ${version}. Install it from https://nodejs.org and run the command again.`,
  );
}

/** npm's own record of node_modules, written last, says whether everything of the lockfile is there. */
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
  throw new ToolFailure(`${output}\n\nThe dependencies could not be installed. ${adviceFor(output)}`);
}

/** @param {string} output */
function adviceFor(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(output)) {
    return 'The npm registry does not answer: check the network (and `npm config get registry`, proxies), then run the command again.';
  }
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `This user may not write to ${ROOT} or to npm's cache: make them writable, or run the command as their owner.`;
  }
  if (/ENOSPC/.test(output)) return 'The disk is full: make about 500 MB of room, then run the command again.';
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
    throw new ToolFailure(`${message}\n\nThe code could not be compiled. ${advice}`, { cause });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void runTool(setup);
