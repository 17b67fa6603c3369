import { Cleanup } from './cleanup';

const INTERRUPTED = 130;

interface InterruptOptions {
  /** @defaultValue 130 */
  readonly exitCodeWhenInterrupted?: number;
  /** Called before anything is stopped. */
  readonly onStop?: () => void;
}

/**
 * Runs a command that starts processes, and stops them when it ends or is interrupted (Ctrl-C, SIGTERM, SIGHUP).
 *
 * @returns the exit code
 */
export async function runUntilInterrupted(
  command: (cleanup: Cleanup) => Promise<number>,
  { exitCodeWhenInterrupted = INTERRUPTED, onStop }: InterruptOptions = {},
): Promise<number> {
  const cleanup = new Cleanup();
  const interrupted = new Promise<number>((resolve) => {
    let requests = 0;
    const stop = () => {
      if (++requests > 1) process.exit(INTERRUPTED); // at the second Ctrl-C, the reaper stops what is left
      resolve(exitCodeWhenInterrupted);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  });
  try {
    return await Promise.race([command(cleanup), interrupted]);
  } finally {
    onStop?.();
    await cleanup.run();
  }
}
