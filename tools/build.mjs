// Compiles libs, apps and bench to dist/ with swc: CommonJS, decorators with their metadata, path aliases made relative.
// Only what changed since the last build is written, and what has no source any more is removed. Types are not checked
// here; `npm run typecheck` does that.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTool } from './support/failure.mjs';
import { ROOT, say } from './support/project.mjs';

const SOURCES = ['libs', 'apps', 'bench'];
const OUTPUT = path.join(ROOT, 'dist');
const NOT_SHIPPED = /(\.(e2e-)?spec|\.d)\.ts$|[\\/]spec-support[\\/]/;
const SIDE_OUTPUT = /\.(js\.map|d\.ts)$/; // beside a .js; `nest build` writes declarations too
/** Changing how is as good as changing what. */
const RECIPE = [fileURLToPath(import.meta.url), path.join(ROOT, 'tsconfig.json')];

/** @returns {Promise<{ written: number, total: number }>} */
export async function build() {
  const swc = await import('@swc/core');
  const options = swcOptions();
  const recipeTime = Math.max(...RECIPE.map(modifiedAt));
  const sources = SOURCES.flatMap((folder) => files(path.join(ROOT, folder))).filter((file) => !NOT_SHIPPED.test(file));
  const outputs = new Set(sources.map(outputOf));
  removeStale(outputs);

  const stale = sources.filter((file) => modifiedAt(outputOf(file)) < Math.max(modifiedAt(file), recipeTime));
  await Promise.all(
    stale.map(async (file) => {
      const output = outputOf(file);
      fs.mkdirSync(path.dirname(output), { recursive: true });
      if (!file.endsWith('.ts')) return replace(output, fs.readFileSync(file));
      const { code, map } = await swc.transformFile(file, options);
      replace(`${output}.map`, /** @type {string} */ (map));
      replace(output, `${code}\n//# sourceMappingURL=${path.basename(output)}.map\n`);
    }),
  );
  return { written: stale.length, total: sources.length };
}

/** @returns {import('@swc/core').Options} */
function swcOptions() {
  /** @type {{ compilerOptions: { paths: Record<string, string[]> } }} */
  const { compilerOptions } = JSON.parse(fs.readFileSync(path.join(ROOT, 'tsconfig.json'), 'utf8'));
  return {
    swcrc: false,
    configFile: false,
    sourceMaps: true,
    module: { type: 'commonjs' },
    jsc: {
      target: 'es2022',
      keepClassNames: true,
      baseUrl: ROOT,
      paths: compilerOptions.paths,
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
  };
}

/** @param {string} source */
function outputOf(source) {
  return path.join(OUTPUT, path.relative(ROOT, source)).replace(/\.ts$/, '.js');
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

/** At once, so that a process that starts meanwhile never reads half a file. @param {string} file @param {string | Buffer} content */
function replace(file, content) {
  const temporary = `${file}.${process.pid}.tmp`;
  fs.writeFileSync(temporary, content);
  fs.renameSync(temporary, file);
}

/** @param {Set<string>} expected */
function removeStale(expected) {
  for (const file of SOURCES.flatMap((folder) => files(path.join(OUTPUT, folder)))) {
    if (!expected.has(file) && !expected.has(file.replace(SIDE_OUTPUT, '.js'))) fs.rmSync(file, { force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  void runTool(async () => {
    const startedAt = performance.now();
    const { written, total } = await build();
    say(`Built ${written} of ${total} files in ${Math.round(performance.now() - startedAt)} ms.`);
  });
}
