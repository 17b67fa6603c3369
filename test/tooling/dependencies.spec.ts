import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/processes';

type Versions = Record<string, string>;

interface Manifest {
  name: string;
  version: string;
  dependencies: Versions;
  devDependencies?: Versions;
  peerDependencies?: Versions;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
}

const read = (file: string): string => fs.readFileSync(path.join(ROOT, file), 'utf8');
const manifestOf = (folder: string) => JSON.parse(read(path.join(folder, 'package.json'))) as Manifest;

const root = manifestOf('.');
const library = manifestOf('libs/fitbit');
const sandbox = manifestOf('libs/sandbox');
const peers = Object.keys(library.peerDependencies ?? {});
/** Those that the project was asked to use: they stand in the root, in the version that the libraries use. */
const ASKED_FOR = [
  ...['core', 'common', 'config', 'typeorm', 'bull', 'schedule', 'testing'].map((name) => `@nestjs/${name}`),
  ...['typeorm', 'pg', 'bull', 'nest-commander', 'openid-client', 'jest'],
];

/** The first cells of the table under a heading; a cell may name several packages. */
function documented(heading: string): string[] {
  const documentation = read('docs/dependencies.md');
  const [, section = ''] = new RegExp(`^## ${heading}\\n([^]*?)(?=^## |$(?![^]))`, 'm').exec(documentation) ?? [];
  const rows = section.split('\n').filter((line) => /^\| (?!-)/.test(line));
  return rows.slice(1).flatMap((row) => (row.split('|')[1] ?? '').trim().split(', '));
}

describe('docs/dependencies.md', () => {
  it.each([
    ['Library', { ...library.dependencies, ...library.peerDependencies }],
    ['Sandbox', sandbox.dependencies],
    ['Applications', root.dependencies],
    ['Development', root.devDependencies ?? {}],
  ])('gives a reason for every package: %s', (heading, packages) => {
    const named = Object.keys(packages).map((name) => (name.startsWith('@types/') ? '@types/*' : name));
    expect(documented(heading).sort()).toEqual([...new Set(named)].sort());
  });

  it('lists packages with exact versions only', () => {
    const versions = [root, library, sandbox].flatMap(({ dependencies, devDependencies }) =>
      Object.values({ ...dependencies, ...devDependencies }),
    );
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});

describe('the packages of this repository', () => {
  const installed: Versions = { ...root.dependencies, ...root.devDependencies };

  it('agree on one version of each package', () => {
    const differing = [library, sandbox].flatMap(({ name, dependencies }) =>
      Object.entries(dependencies)
        .filter(([dependency, version]) => (installed[dependency] ?? version) !== version)
        .map(([dependency, version]) => `${name} uses ${dependency} ${version}, the root ${installed[dependency]}`),
    );
    expect(differing).toEqual([]);
    expect(library.dependencies['temporal-polyfill']).toBe(sandbox.dependencies['temporal-polyfill']);
  });

  it.each(ASKED_FOR)('have %s in the root', (name) => {
    expect(Object.keys(installed)).toContain(name);
  });

  it.each(peers)('run the library with a version of its peer %s that it accepts', (name) => {
    const majors = [...(library.peerDependencies?.[name] ?? '').matchAll(/\^(0\.\d+|[1-9]\d*)/g)].map(
      ([, major]) => major,
    );
    const [, used] = /^(0\.\d+|[1-9]\d*)/.exec(root.dependencies[name] ?? '') ?? [];
    expect(majors).toContain(used);
  });

  it('link the libraries in their own versions', () => {
    for (const { name, version } of [library, sandbox]) expect(root.dependencies[name]).toBe(version);
  });
});

describe('what docs/getting-started.md says to install beside the library', () => {
  /** What every Nest application has. */
  const FRAMEWORK = ['@nestjs/common', '@nestjs/core', 'rxjs', 'reflect-metadata'];
  /** What the example of the README imports and the library does not. */
  const OF_THE_EXAMPLE = '@nestjs/config';

  it('is the peers of the library and what the example imports, in our versions', () => {
    const named = [...read('docs/getting-started.md').matchAll(/^npm install ([^#\n]+)/gm)].flatMap(([, names = '']) =>
      names.trim().split(' '),
    );
    const wanted = [...peers.filter((name) => !FRAMEWORK.includes(name)), OF_THE_EXAMPLE];
    expect(named.sort()).toEqual(wanted.map((name) => `${name}@${root.dependencies[name]}`).sort());
  });
});
