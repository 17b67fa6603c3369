// Where things are, and how the tools speak.
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * Where the user stood when calling `npm run`: npm moves to the project's root first, yet a relative path in an
 * argument means the user's folder.
 */
export const CALLER_DIRECTORY = process.env.INIT_CWD ?? process.cwd();

/** Progress goes to standard error, so that a command's own output stays clean. @param {string} line */
export function say(line) {
  process.stderr.write(`${line}\n`);
}
