// `npm run rules [-- REPORT]`: writes docs/rules.md from a report of all tests (`npm test -- --json --outputFile=REPORT`).
// Without one it runs the tests first.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import prettier from 'prettier';
import { runTool, ToolFailure, usageFailure } from '../support/failure';
import { CALLER_DIRECTORY, ROOT, say } from '../support/project';
import { type Case, proofsOf, render } from './table';
import { titlesOf } from './titles';

const TABLE = path.join(ROOT, 'docs', 'rules.md');

interface JestReport {
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly Case[] }[];
}

void runTool(async () => {
  const [file, ...rest] = process.argv.slice(2);
  if (rest.length > 0) throw usageFailure('Give one report, or none: npm run rules [-- REPORT]');
  const report = file === undefined ? runTests() : read(path.resolve(CALLER_DIRECTORY, file));
  if (report.numRuntimeErrorTestSuites > 0) {
    throw new ToolFailure('Some test files did not run; the table would lose their tests. It is left unchanged.');
  }
  const suites = report.testResults.map(({ name, assertionResults }) => ({
    file: path.relative(ROOT, name).split(path.sep).join('/'),
    cases: assertionResults,
  }));
  const rules = proofsOf(suites, sourceTitles());
  const style = (await prettier.resolveConfig(TABLE)) ?? {};
  fs.writeFileSync(TABLE, await prettier.format(render(rules), { ...style, parser: 'markdown' }));
  const proofs = [...rules.values()].flat();
  const failing = proofs.filter(({ failed }) => failed > 0).length;
  say(
    `docs/rules.md: ${proofs.length} proofs of ${rules.size} rules${failing > 0 ? `, ${failing} of them fail` : ''}.`,
  );
  return failing > 0 ? 1 : 0;
});

function runTests(): JestReport {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rules-'));
  const file = path.join(folder, 'report.json');
  try {
    const command = [path.join(ROOT, 'tools/run.mjs'), 'tools/test/main', '--json', `--outputFile=${file}`];
    spawnSync(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] });
    return read(file);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function read(file: string): JestReport {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as JestReport;
  } catch (cause) {
    throw new ToolFailure(`${file} is not a Jest report. Make one: npm test -- --json --outputFile=${file}`, { cause });
  }
}

/** Finds the titles of a test file. It also has those of the suites that several test files share. */
function sourceTitles(): (file: string) => Iterable<string> {
  const known = new Map<string, Set<string>>();
  const titlesIn = (file: string): Set<string> => {
    const titles = known.get(file) ?? titlesOf(fs.readFileSync(path.join(ROOT, file), 'utf8'));
    known.set(file, titles);
    return titles;
  };
  const shared = fs
    .readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('spec.ts'))
    .map((file) => path.join('test', file));
  return (file) => [...titlesIn(file), ...shared.flatMap((other) => [...titlesIn(other)])];
}
