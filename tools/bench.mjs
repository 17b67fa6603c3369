// `npm run bench -- NAME`: sets up, starts the services as a durable server has them, and runs one measurement.
import { parseBenchOptions, usage } from './bench/options.mjs';
import { startServices } from './services/client.mjs';
import { startReaper } from './services/reaper.mjs';
import { setup } from './setup.mjs';
import { Children } from './support/children.mjs';
import { Cleanup } from './support/cleanup.mjs';
import { ToolFailure, runTool } from './support/failure.mjs';
import { onNpmGone } from './support/parent.mjs';

const INTERRUPTED = 130;

/** @param {import('./bench/options.mjs').BenchOptions} options @param {Cleanup} cleanup @returns {Promise<number>} */
async function bench({ name, json, smoke }, cleanup) {
  await setup();
  cleanup.assertOpen();
  const services = startServices({ durable: true });
  cleanup.add(services.stop);
  const { databaseUrl, redisUrl } = await services.ready;
  cleanup.assertOpen();
  const reaper = startReaper();
  cleanup.add(() => reaper.dismiss());
  const children = new Children({ reaper, cleanup });
  const flags = [...(json ? ['--json'] : []), ...(smoke ? ['--smoke'] : [])];
  const environment = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  const measurement = children.start('', `dist/bench/${name}.bench.js`, flags, environment);
  const broken = services.exited.then(() => {
    throw new ToolFailure('The measurement stops: its services ended unexpectedly; see above.');
  });
  return Promise.race([measurement.exited, broken]);
}

await runTool(async () => {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${usage()}\n`);
    return 0;
  }
  const cleanup = new Cleanup();
  /** @type {Promise<number>} */
  const interrupted = new Promise((resolve) => {
    let asked = 0;
    const stop = () => {
      if (++asked > 1) process.exit(INTERRUPTED); // impatient: the reaper does the rest
      resolve(INTERRUPTED);
    };
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
    onNpmGone(stop);
  });
  try {
    return await Promise.race([bench(options, cleanup), interrupted]);
  } finally {
    await cleanup.run();
  }
});
