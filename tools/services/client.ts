import { spawn } from 'node:child_process';
import readline from 'node:readline';
import { ToolFailure } from '../support/failure';
import { compiled } from '../support/project';

export interface ServiceUrls {
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

export interface Services {
  readonly ready: Promise<ServiceUrls>;
  readonly exited: Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts PostgreSQL and Redis as a child process that ends when this one does. */
export function startServices({ durable = false } = {}): Services {
  const child = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      compiled('tools/services/dev-services'),
      ...(durable ? ['--durable'] : []),
    ],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.on('error', () => undefined); // already gone
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<ServiceUrls>((resolve, reject) => {
    // Valkey logs to the same output; keep reading, or it blocks on a full pipe.
    readline.createInterface(child.stdout).on('line', (line) => {
      if (line.startsWith('{')) resolve(JSON.parse(line) as ServiceUrls);
    });
    void exited.then(() => reject(new ToolFailure('The database and queue services did not start; see above.')));
  });
  ready.catch(() => undefined); // reported to the caller that awaits it
  return {
    ready,
    exited,
    /** The services watch this pipe, so they also end when this process is killed. */
    stop: () => {
      child.stdin.end();
      return exited;
    },
  };
}
