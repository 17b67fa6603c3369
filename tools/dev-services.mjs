// Throw-away PostgreSQL and Redis for demo, tests and measurements; DATABASE_URL and REDIS_URL, when set, win.
// Prints one JSON line {"databaseUrl","redisUrl"} and stays until its standard input closes or it is told to end. With
// --durable PostgreSQL writes as a real one does (fsync, synchronous_commit).
import { parseArgs } from 'node:util';
import { startPostgres } from './services/postgres.mjs';
import { startReaper } from './services/reaper.mjs';
import { startValkey } from './services/valkey.mjs';
import { Cleanup } from './support/cleanup.mjs';
import { ToolFailure, runTool } from './support/failure.mjs';
import { say } from './support/project.mjs';

const { values: options } = parseArgs({ options: { durable: { type: 'boolean', default: false } } });
const cleanup = new Cleanup();
let ending = false;

/** @param {number} exitCode */
async function end(exitCode) {
  if (ending) return;
  ending = true;
  try {
    await cleanup.run();
  } catch (error) {
    say(`Could not tidy up: ${String(error)}`);
    exitCode = 1;
  }
  process.exit(exitCode);
}

// A terminal sends Ctrl-C to everyone at once. Whoever holds our input decides when: clients first, then we.
const ownTerminal = process.stdin.isTTY;
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => void (ownTerminal && end(0)));
process.on('SIGTERM', () => void end(0));
process.stdin
  .on('end', () => void end(0))
  .on('close', () => void end(0))
  .on('error', () => void end(0))
  .resume();

async function start() {
  let { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } = process.env;
  if (!databaseUrl) {
    const reaper = startReaper();
    cleanup.add(() => reaper.dismiss());
    databaseUrl = await startPostgres({
      cleanup,
      reaper,
      durable: options.durable,
      onExit: (log) => {
        if (!ending) say(`The embedded PostgreSQL ended unexpectedly.\n${log}`);
        void end(1);
      },
    });
  }
  redisUrl ||= await startValkey(cleanup);
  process.stdout.write(`${JSON.stringify({ databaseUrl, redisUrl })}\n`);
}

await runTool(async () => {
  try {
    await start();
  } catch (error) {
    if (ending) return; // stopped while starting: what failed is our own doing
    await cleanup.run();
    throw error instanceof ToolFailure
      ? error
      : new ToolFailure(`The services did not start: ${String(error)}`, { cause: error });
  }
});
if (process.exitCode) process.exit();
