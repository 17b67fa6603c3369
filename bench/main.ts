// `npm run bench -- NAME`: starts services that write as durably as in production, and runs one measurement.
import { startServices } from '../tools/services/client';
import { startReaper } from '../tools/services/reaper';
import { Children } from '../tools/support/children';
import type { Cleanup } from '../tools/support/cleanup';
import { runTool, ToolFailure } from '../tools/support/failure';
import { runUntilInterrupted } from '../tools/support/interrupt';
import { type BenchOptions, parseBenchOptions, usage } from './options';

async function bench({ name, json, smoke }: BenchOptions, cleanup: Cleanup): Promise<number> {
  const services = startServices({ durable: true });
  cleanup.add(services.stop);
  const { databaseUrl, redisUrl } = await services.ready;
  cleanup.assertOpen();
  const reaper = startReaper();
  cleanup.add(() => reaper.dismiss());
  const children = new Children({ reaper, cleanup });
  const flags = [...(json ? ['--json'] : []), ...(smoke ? ['--smoke'] : [])];
  const environment = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const measurement = children.start('', `bench/${name}.bench`, flags, environment);
  const broken = services.exited.then(() => {
    throw new ToolFailure('The measurement stops: its services ended unexpectedly; see above.');
  });
  return Promise.race([measurement.exited, broken]);
}

void runTool(async () => {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${usage()}\n`);
    return 0;
  }
  return runUntilInterrupted((cleanup) => bench(options, cleanup));
});
