// What Jest reports, as a table of the rules.
import { DEFAULT_UPSTREAM, UPSTREAMS } from '../support/upstreams';
import { RULES, rulesOf } from './rules';
import { sourceTitle } from './titles';

export interface Case {
  readonly ancestorTitles: readonly string[];
  readonly title: string;
  readonly status: string;
}

export interface Suite {
  readonly file: string;
  readonly cases: readonly Case[];
}

/** A test, or the cases of an `it.each`, that names a rule. */
export interface Proof {
  readonly file: string;
  readonly name: string;
  readonly upstream: string;
  passed: number;
  failed: number;
}

const BETWEEN = ' › ';

/** The tests that name a rule: the cases of an `it.each` count as one, on each upstream. */
export function proofsOf(
  suites: readonly Suite[],
  titlesOfFile: (file: string) => Iterable<string>,
): Map<string, Proof[]> {
  const rules = new Map(Object.keys(RULES).map((id) => [id, new Map<string, Proof>()]));
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

/** A test on an upstream names it in its title, in a describe around it, or by its path. */
function upstreamsOf(file: string, titles: readonly string[]): readonly string[] {
  const named = UPSTREAMS.filter((upstream) => [file, ...titles].some((text) => text.includes(upstream)));
  return named.length === 0 ? [DEFAULT_UPSTREAM] : named;
}

function count(
  proofs: Map<string, Proof> | undefined,
  proof: Pick<Proof, 'file' | 'name' | 'upstream'>,
  status: string,
): void {
  const key = JSON.stringify(proof);
  const known = proofs?.get(key) ?? { ...proof, passed: 0, failed: 0 };
  if (status === 'passed') known.passed++;
  else known.failed++;
  proofs?.set(key, known);
}

function byPlace(a: Proof, b: Proof): number {
  const [left, right] = [a, b].map(({ file, name, upstream }) => `${file} ${name} ${upstream}`);
  return (left ?? '') < (right ?? '') ? -1 : 1;
}

export function render(rules: ReadonlyMap<string, readonly Proof[]>): string {
  const rows = [...rules].map(([id, proofs]) => {
    const cells = UPSTREAMS.map((upstream) => summary(proofs.filter((proof) => proof.upstream === upstream)));
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

function summary(proofs: readonly Proof[]): string {
  const failed = proofs.reduce((sum, proof) => sum + proof.failed, 0);
  const passed = proofs.reduce((sum, proof) => sum + proof.passed, 0);
  if (failed > 0) return `✘ ${failed} of ${failed + passed}`;
  return passed > 0 ? `✔ ${passed}` : '—';
}

function list(proofs: readonly Proof[]): string {
  if (proofs.length === 0) return 'No test yet.';
  const files = [...new Set(proofs.map(({ file }) => file))];
  return files
    .map((file) => `- [${file}](../${file})\n${lines(proofs.filter((proof) => proof.file === file))}`)
    .join('\n');
}

function lines(proofs: readonly Proof[]): string {
  const names = [...new Set(proofs.map(({ name }) => name))];
  return names
    .map((name) => {
      const failed = proofs.some((proof) => proof.name === name && proof.failed > 0);
      return `  - ${code(name)}${failed ? ' ✘' : ''}`;
    })
    .join('\n');
}

/** A title may contain backquotes. */
function code(text: string): string {
  const fence = '`'.repeat(Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return fence.length === 1 ? `\`${text}\`` : `${fence} ${text} ${fence}`;
}

/** Reads what {@link render} wrote: file, and titles from the outermost describe to the test. */
export function namedTests(table: string): { file: string; titles: string[] }[] {
  let file = '';
  return table.split('\n').flatMap((line) => {
    file = /^- \[([^\]]+)\]/.exec(line)?.[1] ?? file;
    const [, , name] = /^ {2}- (`+) ?(.*?) ?\1(?: ✘)?$/.exec(line) ?? [];
    return name === undefined ? [] : [{ file, titles: name.split(BETWEEN) }];
  });
}
