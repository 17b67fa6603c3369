// @ts-check
// Compiles apps, tools and bench to dist/, and each library to its own dist/, with swc: CommonJS, decorators with their
// metadata. Writes only what changed since the last build, and removes output whose source is gone. Types are not checked
// here; `npm run typecheck` does that. Part of set-up: it loads swc only when something changed.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** Source folders and where their output goes: a library's stands where its package.json points. */
const OUTPUTS = {
  'libs/fitbit/src': 'libs/fitbit/dist',
  'libs/sandbox/src': 'libs/sandbox/dist',
  apps: 'dist/apps',
  tools: 'dist/tools',
  bench: 'dist/bench',
};
const NOT_COMPILED = /(\.(e2e-)?spec|\.d)\.ts$|[\\/]spec-support[\\/]|\.mjs$/;
const SIDE_OUTPUT = /\.(js\.map|d\.ts)$/; // beside a .js; `nest build` writes declarations too
/** A change of this file makes every output stale. */
const RECIPE = fileURLToPath(import.meta.url);

/** @type {import('@swc/core').Options} */
const SWC_OPTIONS = {
  swcrc: false,
  configFile: false,
  sourceMaps: true,
  module: { type: 'commonjs', ignoreDynamic: true }, // `import()` stays: some packages cannot be required
  jsc: {
    target: 'es2022',
    keepClassNames: true,
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
  },
};

/** @typedef {{ file: string, output: string }} Source */

/** @returns {Promise<{ written: number, total: number }>} */
export async function build() {
  const recipeTime = modifiedAt(RECIPE);
  const sources = Object.entries(OUTPUTS).flatMap(([from, to]) =>
    files(path.join(ROOT, from))
      .filter((file) => !NOT_COMPILED.test(file))
      .map((file) => ({ file, output: outputOf(file, from, to) })),
  );
  removeStale(new Set(sources.map(({ output }) => output)));
  const stale = sources.filter(({ file, output }) => modifiedAt(output) < Math.max(modifiedAt(file), recipeTime));
  if (stale.length > 0) await compile(stale);
  return { written: stale.length, total: sources.length };
}

/** @param {Source[]} sources */
async function compile(sources) {
  const swc = await import('@swc/core'); // takes 100 ms
  await Promise.all(
    sources.map(async ({ file, output }) => {
      fs.mkdirSync(path.dirname(output), { recursive: true });
      if (!file.endsWith('.ts')) return replace(output, fs.readFileSync(file));
      const { code, map } = await swc.transformFile(file, SWC_OPTIONS);
      replace(`${output}.map`, /** @type {string} */ (map));
      replace(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
    }),
  );
}

/** @param {string} file @param {string} from @param {string} to */
function outputOf(file, from, to) {
  return path.join(ROOT, to, path.relative(path.join(ROOT, from), file)).replace(/\.ts$/, '.js');
}

/** @param {string} folder @returns {string[]} */
function files(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !/[\\/]node_modules([\\/]|$)/.test(entry.parentPath))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** 0 where there is no such file. @param {string} file */
function modifiedAt(file) {
  return fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

/** Atomic: a process that starts meanwhile never reads half a file. @param {string} file @param {string | Buffer} content */
function replace(file, content) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content);
  fs.renameSync(temporary, file);
}

/** @param {Set<string>} expected */
function removeStale(expected) {
  for (const file of Object.values(OUTPUTS).flatMap((folder) => files(path.join(ROOT, folder)))) {
    if (!expected.has(file) && !expected.has(file.replace(SIDE_OUTPUT, '.js'))) fs.rmSync(file, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const startedAt = performance.now();
  const { written, total } = await build();
  process.stderr.write(`Built ${written} of ${total} files in ${Math.round(performance.now() - startedAt)} ms.\n`);
}
