import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { checkNode } from '../../tools/setup.mjs';
import { ROOT } from '../support/processes';

describe('the version of Node.js', () => {
  it.each(['20.19.0', '20.20.2', '22.0.0', '26.1.0'])('%s is enough', (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });

  it.each(['18.20.0', '20.18.9'])('%s is not, and the message says what to install', (version) => {
    expect(() => checkNode(version)).toThrow(`Node.js 20.19 or newer is needed, this is ${version}. Install it from`);
  });
});

describe('setup on a bare clone', () => {
  let clone: string;
  beforeEach(() => {
    clone = fs.mkdtempSync(path.join(os.tmpdir(), 'clone-'));
    fs.cpSync(path.join(ROOT, 'tools'), path.join(clone, 'tools'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json'])
      fs.copyFileSync(path.join(ROOT, file), path.join(clone, file));
  });
  afterEach(() => fs.rmSync(clone, { recursive: true }));

  /** Runs set-up with an npm that only prints the complaint and fails. */
  function setup(complaint: string): { status: number | null; stderr: string } {
    const npm = path.join(clone, 'npm.cjs');
    fs.writeFileSync(npm, `console.error(${JSON.stringify(complaint)}); process.exit(1);`);
    return spawnSync(process.execPath, ['tools/setup.mjs'], {
      cwd: clone,
      encoding: 'utf8',
      env: { ...process.env, npm_execpath: npm },
    });
  }

  it.each([
    ['npm error code ENOTFOUND', 'The npm registry does not answer: check the network'],
    ['npm error code ECONNREFUSED', 'The npm registry does not answer: check the network'],
    ['npm error code EACCES', `This user may not write to`],
    ['npm error code ENOSPC', 'The disk is full'],
    ['npm error something new', 'The dependencies could not be installed. See above'],
  ])('turns "%s" into advice', (complaint, advice) => {
    const { status, stderr } = setup(complaint);
    expect(status).toBe(1);
    expect(stderr).toContain('Setup: installing dependencies (npm ci) …');
    expect(stderr).toContain(complaint);
    expect(stderr).toContain(advice);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('installs again when the lockfile requires another version than the installed one', () => {
    const lockfile = JSON.parse(fs.readFileSync(path.join(clone, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string }>;
    };
    fs.mkdirSync(path.join(clone, 'node_modules'));
    const record = path.join(clone, 'node_modules/.package-lock.json');

    fs.writeFileSync(record, JSON.stringify(lockfile));
    expect(setup('').stderr).not.toContain('installing');

    Object.assign(lockfile.packages['node_modules/typeorm'] ?? {}, { version: '0.0.1' });
    fs.writeFileSync(record, JSON.stringify(lockfile));
    expect(setup('').stderr).toContain('installing');
  });
});

describe('the build', () => {
  it('writes applications that find the compiled libraries by their names', () => {
    const { status, stderr } = spawnSync(process.execPath, ['tools/build.mjs'], { cwd: ROOT, encoding: 'utf8' });
    expect(stderr).toMatch(/^Built \d+ of \d+ files/);
    expect(status).toBe(0);
    const names = ['nestjs-fitbit', 'nestjs-fitbit/commands', 'nestjs-fitbit-sandbox'];
    const resolved = spawnSync(
      process.execPath,
      ['-p', `${JSON.stringify(names)}.map((name) => require.resolve(name)).join('\\n')`],
      { cwd: path.join(ROOT, 'dist/apps'), encoding: 'utf8' },
    );
    const files = ['libs/fitbit/dist/index.js', 'libs/fitbit/dist/commands/index.js', 'libs/sandbox/dist/index.js'];
    expect(resolved.stdout.trim().split('\n')).toEqual(files.map((file) => path.join(ROOT, file)));
  });
});
