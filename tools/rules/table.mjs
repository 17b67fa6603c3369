// What Jest reports, as a table of the rules.
import { DEFAULT_UPSTREAM, RULES, rulesOf, UPSTREAMS } from './rules.mjs';
import { sourceTitle } from './titles.mjs';

/** @typedef {{ ancestorTitles: string[], title: string, status: string }} Case */
/** @typedef {{ file: string, cases: Case[] }} Suite */
/** @typedef {{ file: string, name: string, upstream: string, passed: number, failed: number }} Proof */

const BETWEEN = ' › ';

/**
 * The tests that name a rule: the cases of an `it.each` count as one, on each upstream.
 * @param {Suite[]} suites
 * @param {(file: string) => Iterable<string>} titlesOfFile
 * @returns {Map<string, Proof[]>}
 */
export function proofsOf(suites, titlesOfFile) {
  /** @type {Map<string, Map<string, Proof>>} */
  const rules = new Map(Object.keys(RULES).map((id) => [id, new Map()]));
  for (const { file, cases } of suites) {
    for (const { ancestorTitles, title, status } of cases) {
      const reported = [...ancestorTitles, title];
      const ids = new Set(reported.flatMap(rulesOf));
      if (ids.size === 0 || !['passed', 'failed'].includes(status)) continue;
      const name = reported.map((part) => sourceTitle(part, titlesOfFile(file))).join(BETWEEN);
      for (const upstream of upstreamsOf(file, reported)) {
        for (const id of ids) count(rules.get(id), { file, name, upstream }, status);
      }
    }
  }
  return new Map([...rules].map(([id, proofs]) => [id, [...proofs.values()].sort(byPlace)]));
}

/** @param {string} file @param {string[]} titles @returns {readonly string[]} */
function upstreamsOf(file, titles) {
  const named = UPSTREAMS.filter((upstream) => [file, ...titles].some((text) => text.includes(upstream)));
  return named.length === 0 ? [DEFAULT_UPSTREAM] : named;
}

/** @param {Map<string, Proof> | undefined} proofs @param {Pick<Proof, 'file' | 'name' | 'upstream'>} proof @param {string} status */
function count(proofs, proof, status) {
  const key = JSON.stringify(proof);
  const known = proofs?.get(key) ?? { ...proof, passed: 0, failed: 0 };
  if (status === 'passed') known.passed++;
  else known.failed++;
  proofs?.set(key, known);
}

/** @param {Proof} a @param {Proof} b */
function byPlace(a, b) {
  const [left, right] = [a, b].map(({ file, name, upstream }) => `${file} ${name} ${upstream}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

/** @param {Map<string, Proof[]>} rules */
export function render(rules) {
  const rows = [...rules].map(([id, proofs]) => {
    const cells = UPSTREAMS.map((upstream) => verdict(proofs.filter((proof) => proof.upstream === upstream)));
    return `| [${id}](#${id.toLowerCase()}) | ${RULES[id]} | ${cells.join(' | ')} |`;
  });
  const sections = [...rules].map(([id, proofs]) => `## ${id}\n\n${RULES[id]}.\n\n${list(proofs)}`);
  return `# The rules and their proofs

What users rely on, rule by rule, and the tests that prove it. Made by \`npm run rules\` from a run of all tests; do not
edit it. A test names its rules at the beginning of its title, or of a \`describe\` around it. It counts for an upstream
that its titles or its path name (\`google-health\`, \`fitbit-web-api\`), and for \`google-health\`, the default, when they
name none.

A number is that of test cases, all of which passed; ✘ says that some did not, — that no test speaks for the upstream.

| rule | in short | ${UPSTREAMS.join(' | ')} |
| --- | --- | --- | --- |
${rows.join('\n')}

${sections.join('\n\n')}
`;
}

/** @param {Proof[]} proofs */
function verdict(proofs) {
  const failed = proofs.reduce((sum, proof) => sum + proof.failed, 0);
  const passed = proofs.reduce((sum, proof) => sum + proof.passed, 0);
  if (failed > 0) return `✘ ${failed} of ${failed + passed}`;
  return passed > 0 ? `✔ ${passed}` : '—';
}

/** @param {Proof[]} proofs */
function list(proofs) {
  if (proofs.length === 0) return 'No test yet.';
  const files = [...new Set(proofs.map(({ file }) => file))];
  return files
    .map((file) => `- [${file}](../${file})\n${lines(proofs.filter((proof) => proof.file === file))}`)
    .join('\n');
}

/** @param {Proof[]} proofs */
function lines(proofs) {
  const names = [...new Set(proofs.map(({ name }) => name))];
  return names
    .map((name) => {
      const failed = proofs.some((proof) => proof.name === name && proof.failed > 0);
      return `  - ${code(name)}${failed ? ' ✘' : ''}`;
    })
    .join('\n');
}

/** A title holds anything, backquotes too. @param {string} text */
function code(text) {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/**
 * What {@link render} wrote: file, and titles from the outermost describe to the test.
 * @param {string} table
 * @returns {{ file: string, titles: string[] }[]}
 */
export function namedTests(table) {
  let file = '';
  return table.split('\n').flatMap((line) => {
    file = /^- \[([^\]]+)\]/.exec(line)?.[1] ?? file;
    const [, , name] = /^ {2}- (`+) ?(.*?) ?\1(?: ✘)?$/.exec(line) ?? [];
    return name === undefined ? [] : [{ file, titles: name.split(BETWEEN) }];
  });
}
