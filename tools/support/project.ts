import fs from 'node:fs';
import path from 'node:path';

/** The project's folder, for this file and for its compiled copy below dist/ alike. */
export const ROOT = folderOfLockfile(__dirname);

/**
 * The folder in which the user called `npm run`. npm changes to the project's folder first, but a relative path in an
 * argument is meant from the user's folder.
 */
export const CALLER_DIRECTORY = process.env.INIT_CWD ?? process.cwd();

/** The compiled copy of a program, for example `tools/demo/once`. */
export function compiled(program: string): string {
  return path.join(ROOT, 'dist', `${program}.js`);
}

/** Progress goes to standard error: standard output holds nothing but a command's own output. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function folderOfLockfile(folder: string): string {
  return fs.existsSync(path.join(folder, 'package-lock.json')) ? folder : folderOfLockfile(path.dirname(folder));
}
