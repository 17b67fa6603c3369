import fs from 'node:fs';
import path from 'node:path';
import { titlesOf } from '../../tools/rules/titles';
import { ROOT } from '../support/processes';

const read = (file: string) => fs.readFileSync(path.join(ROOT, file), 'utf8');

/** **web** `test/security/web.e2e-spec.ts` … */
const files = new Map(
  [...read('docs/security.md').matchAll(/\*\*(\w+)\*\*\s+`([^`]+spec\.ts)`/g)].map(([, name = '', file = '']) => [
    name,
    file,
  ]),
);

/** The last column of every row: `file: title; file: title`. */
function namedTests(document: string): [name: string, title: string][] {
  const header = /^\|.*\| test +\|$/;
  let inTable = false;
  return document.split('\n').flatMap((line) => {
    if (header.test(line)) inTable = true;
    else if (!line.startsWith('|')) inTable = false;
    if (!inTable || header.test(line) || /^\|[ -]+\|[ |-]+$/.test(line)) return [];
    const cell = line.split('|').at(-2)?.trim() ?? '';
    return cell.split(/; (?=\w+: )/).map((entry): [string, string] => {
      const [, name = '', title = ''] = /^(\w+): (.*)$/.exec(entry) ?? [];
      return [name, title];
    });
  });
}

describe.each(['docs/security.md', 'docs/threat-model.md'])('%s', (file) => {
  const named = namedTests(read(file));

  it('names a test in every line', () => {
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter(([name]) => !files.has(name))).toEqual([]);
  });

  it('names only existing tests', () => {
    const missing = named.filter(([name, title]) => !titlesOf(read(files.get(name) ?? '')).has(title));
    expect(missing).toEqual([]);
  });
});
