import fs from 'node:fs';
import path from 'node:path';
import { GENERATED_FILES } from '../../tools/generate/files';
import { documentedGroups } from '../../tools/generate/options';
import { ROOT } from '../support/processes';

describe('files written by npm run generate', () => {
  it.each(Object.entries(GENERATED_FILES))('%s is as the table of options makes it', (file, render) => {
    expect(fs.readFileSync(path.join(ROOT, file), 'utf8')).toBe(render());
  });

  it('has no default in a TSDoc that differs from the table', () => {
    const options = documentedGroups().flatMap(({ options }) => options);
    const plain = options.filter(({ option }) => ['string', 'number', 'boolean'].includes(typeof option.default));
    expect(plain.length).toBeGreaterThan(20);
    for (const { name, option, defaultValue } of plain) {
      const [, code = ''] = /^`([^`]+)`/.exec(defaultValue ?? '') ?? [];
      expect([name, code.replace(/^'|'$|(?<=\d)_(?=\d)/g, '')]).toEqual([name, String(option.default)]);
    }
  });

  it('names a default for every option that is not required', () => {
    const options = documentedGroups().flatMap(({ options }) => options);
    const silent = options.filter(({ option, defaultValue }) => !option.required && !defaultValue);
    expect(silent.map(({ name }) => name)).toEqual([]);
  });
});
