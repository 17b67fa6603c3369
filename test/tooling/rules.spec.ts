import fs from 'node:fs';
import path from 'node:path';
import { RULES, rulesOf } from '../../tools/rules/rules';
import { namedTests, proofsOf, render, type Suite } from '../../tools/rules/table';
import { sourceTitle, titlesOf } from '../../tools/rules/titles';
import { ROOT } from '../support/processes';

const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
const EVERY_RULE = [...numbered('S', 12), ...numbered('R', 9), ...numbered('H', 4), ...numbered('B', 6), 'CMD'];

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** Test files, and the suites that several of them share. */
function sources(): string[] {
  return ['apps', 'bench', 'libs', 'test', 'tools'].flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => path.posix.join(folder, file))
      .filter((file) => file.endsWith('spec.ts') || (folder === 'test' && file.endsWith('.ts'))),
  );
}

describe('docs/rules.md', () => {
  const table = () => read('docs/rules.md');
  const titles = new Map(sources().map((file) => [file, titlesOf(read(file))]));
  const shared = new Set([...titles].filter(([file]) => !file.endsWith('spec.ts')).flatMap(([, found]) => [...found]));

  it('has a row and a section for every rule, and for no other', () => {
    const rows = [...table().matchAll(/^\| \[(\w+)\]\(#\w+\)/gm)].map(([, id]) => id);
    const sections = [...table().matchAll(/^## (\w+)$/gm)].map(([, id]) => id);
    expect([rows, sections, Object.keys(RULES)]).toEqual([EVERY_RULE, EVERY_RULE, EVERY_RULE]);
  });

  it('names only existing tests (otherwise: npm run rules)', () => {
    const named = namedTests(table());
    expect(named.length).toBeGreaterThan(50);
    const missing = named.filter(({ file, titles: parts }) =>
      parts.some((title) => !titles.get(file)?.has(title) && !shared.has(title)),
    );
    expect(missing).toEqual([]);
  });

  it('knows every rule that a test names', () => {
    const named = new Set([...titles.values()].flatMap((found) => [...found].flatMap(rulesOf)));
    expect([...named].filter((id) => !EVERY_RULE.includes(id))).toEqual([]);
  });
});

describe('the table of the rules', () => {
  const suite = (file: string, ...cases: [string[], string][]): Suite => ({
    file,
    cases: cases.map(([names, status]) => ({ ancestorTitles: names.slice(0, -1), title: names.at(-1) ?? '', status })),
  });
  const tableOf = (suites: Suite[], titles: string[] = []) => render(proofsOf(suites, () => titles));
  const row = (table: string, id: string) =>
    new RegExp(`^\\| \\[${id}\\].*\\| (.+?) \\| (.+?) \\|$`, 'm').exec(table)?.slice(1);

  it('counts a test for the upstream that it names, otherwise for the default', () => {
    const table = tableOf([
      suite('test/a.spec.ts', [['[S1] alone'], 'passed'], [['on fitbit-web-api', '[S1] too'], 'passed']),
      suite('libs/upstream/fitbit-web-api/b.spec.ts', [['[B5] by its path'], 'passed']),
      suite('test/c.spec.ts', [['[S2] google-health and fitbit-web-api agree'], 'passed']),
    ]);
    expect(['S1', 'S2', 'S3', 'B5'].map((id) => row(table, id))).toEqual([
      ['✔ 1', '✔ 1'],
      ['✔ 1', '✔ 1'],
      ['—', '—'],
      ['—', '✔ 1'],
    ]);
  });

  it('takes ids only from the beginning of a title or of a describe', () => {
    const cases: [string[], string][] = [
      [['[R2] with a state that is', 'missing: the error page'], 'passed'],
      [['[R2] [R3] both'], 'passed'],
      [['speaks of [R4] in passing'], 'passed'],
    ];
    const table = tableOf([suite('test/a.spec.ts', ...cases)]);
    expect(['R2', 'R3', 'R4'].map((id) => row(table, id)?.[0])).toEqual(['✔ 2', '✔ 1', '—']);
  });

  it('hides no failure and counts no test that did not run', () => {
    const cases: [string[], string][] = [
      [['[H1] holds'], 'passed'],
      [['[H1] breaks'], 'failed'],
      [['[H2] later'], 'todo'],
      [['[H2] not now'], 'pending'],
    ];
    const table = tableOf([suite('test/a.spec.ts', ...cases)]);
    expect([row(table, 'H1')?.[0], row(table, 'H2')?.[0]]).toEqual(['✘ 1 of 2', '—']);
    expect(table).toContain('`[H1] breaks` ✘');
  });

  it('names the cases of an each once, as the source does, and can be parsed again', () => {
    const title = '[R1] ignores %s as `next`';
    const names = ['//evil', 'https://evil'].map((url): [string[], string] => [
      ['login (Express)', title.replace('%s', url)],
      'passed',
    ]);
    const table = tableOf([suite('test/a.spec.ts', ...names)], [title, 'login (%s)', '%s']);
    expect(row(table, 'R1')?.[0]).toBe('✔ 2');
    expect(namedTests(table)).toEqual([{ file: 'test/a.spec.ts', titles: ['login (%s)', title] }]);
  });
});

describe('the titles in a source', () => {
  it('are those of describes and tests, with and without each', () => {
    const source = `
      describe.each([1])('outer %i', () => {
        it('plain', () => {});
        it.each\`a | b\`('tagged $a', () => {});
        test.skip(\`inserted \${value} here\`, () => {});
        other('not one');
        it(computed, () => {});
      });`;
    expect([...titlesOf(source)]).toEqual(['outer %i', 'plain', 'tagged $a', 'inserted %s here']);
  });

  it('are found for the titles of a report', () => {
    const titles = ['%s', 'answers %i for %j', 'answers', 'a $user.name b'];
    expect(sourceTitle('answers 404 for {"a":1}', titles)).toBe('answers %i for %j');
    expect(sourceTitle('answers', titles)).toBe('answers');
    expect(sourceTitle('a Ann (x) b', titles)).toBe('a $user.name b');
  });
});
