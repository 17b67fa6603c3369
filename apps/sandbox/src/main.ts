import { FitabaseError, type Sandbox, type SandboxOptions, startSandbox } from 'nestjs-fitbit-sandbox';
import { HELP, readArguments, UsageError } from './arguments';

const FAILURE = 1;
const BAD_USAGE = 2;

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (!options) return void process.stdout.write(HELP);
  const sandbox = await start(options);
  process.stdout.write(`sandbox listening on ${sandbox.url} (${sandbox.world.people.length} people)\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

/** An option out of range is a usage error; a port in use or an unreadable folder is not. */
async function start(options: SandboxOptions): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    if (error instanceof FitabaseError) throw new Error(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') throw new Error(`Port ${options.port} is taken. Choose another one with --port.`);
    if (code === 'EACCES')
      throw new Error(`This user may not listen on port ${options.port}. Choose another one with --port.`);
    throw error;
  }
}

main().catch((error: unknown) => {
  const usage = error instanceof UsageError;
  process.stderr.write(`sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  if (usage) process.stderr.write('Try --help.\n');
  process.exitCode = usage ? BAD_USAGE : FAILURE;
});
