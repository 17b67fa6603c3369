import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/processes';

const manifest = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
};
const documentation = fs.readFileSync(path.join(ROOT, 'docs/dependencies.md'), 'utf8');

/** The first cells of the table under a heading; a cell may name several packages. */
function documented(heading: string): string[] {
  const [, section = ''] = new RegExp(`^## ${heading}\\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(documentation) ?? [];
  const rows = section.split('\n').filter((line) => /^\| (?!-)/.test(line));
  return rows.slice(1).flatMap((row) => row.split('|')[1].trim().split(', '));
}

describe('docs/dependencies.md', () => {
  it.each([
    ['Shipped', Object.keys(manifest.dependencies)],
    ['Development', Object.keys(manifest.devDependencies)],
  ])('gives a reason for every package: %s', (heading, packages) => {
    const named = packages.map((name) => (name.startsWith('@types/') ? '@types/*' : name));
    expect(documented(heading).sort()).toEqual([...new Set(named)].sort());
  });

  it('is about exact versions', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe('what README.md says to install beside the library', () => {
  const LIBRARY = path.join(ROOT, 'libs/fitbit/src');
  /** What every Nest application has, and what TypeORM loads by itself. */
  const FRAMEWORK = ['@nestjs/common', '@nestjs/core', 'rxjs'];
  const DRIVER = 'pg';
  /** What the example of the README imports and the library does not. */
  const OF_THE_EXAMPLE = '@nestjs/config';

  function imported(): string[] {
    const files = fs.readdirSync(LIBRARY, { recursive: true, encoding: 'utf8' });
    const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'));
    const modules = sources.flatMap((file) =>
      [...fs.readFileSync(path.join(LIBRARY, file), 'utf8').matchAll(/ from '((?:@[\w-]+\/)?[\w-]+)[^:']*';/g)].map(
        ([, name]) => name,
      ),
    );
    return [...new Set(modules)].filter((name) => !FRAMEWORK.includes(name));
  }

  it('is what the library and the example import, in our versions', () => {
    const readme = fs.readFileSync(path.join(ROOT, 'README.md'), 'utf8');
    const named = [...readme.matchAll(/^npm install ([^#\n]+)/gm)].flatMap(([, names]) => names.trim().split(' '));
    const wanted = [...imported(), DRIVER, OF_THE_EXAMPLE].map((name) => `${name}@${manifest.dependencies[name]}`);
    expect(named.sort()).toEqual(wanted.sort());
  });
});
