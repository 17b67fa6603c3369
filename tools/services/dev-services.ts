// Throw-away PostgreSQL and Redis for demo, tests and measurements; DATABASE_URL and REDIS_URL take precedence when set.
// Prints one JSON line {"databaseUrl","redisUrl"} and runs until its standard input closes or a signal ends it. With
// --durable PostgreSQL writes as in production (fsync, synchronous_commit).
import { parseArgs } from 'node:util';
import { Cleanup } from '../support/cleanup';
import { runTool, ToolFailure } from '../support/failure';
import { say } from '../support/project';
import { startPostgres } from './postgres';
import { startReaper } from './reaper';
import { startValkey } from './valkey';

const { values: options } = parseArgs({ options: { durable: { type: 'boolean', default: false } } });
const cleanup = new Cleanup();
let ending = false;

async function end(exitCode: number): Promise<void> {
  if (ending) return;
  ending = true;
  try {
    await cleanup.run();
  } catch (error) {
    say(`The services could not be stopped cleanly: ${String(error)}`);
    exitCode = 1;
  }
  process.exit(exitCode);
}

// A terminal sends Ctrl-C to every process at once. The owner of our input decides when we end: its clients go first.
const ownTerminal = process.stdin.isTTY;
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => void (ownTerminal && end(0)));
process.on('SIGTERM', () => void end(0));
process.stdin
  .on('end', () => void end(0))
  .on('close', () => void end(0))
  .on('error', () => void end(0))
  .resume();

async function start(): Promise<void> {
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

void runTool(async () => {
  try {
    await start();
  } catch (error) {
    if (ending) return; // stopped while starting, which made the start fail
    await cleanup.run();
    throw error instanceof ToolFailure
      ? error
      : new ToolFailure(`The services did not start: ${String(error)}`, { cause: error });
  }
}).then(() => {
  if (process.exitCode) process.exit();
});
