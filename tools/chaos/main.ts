// `npm run chaos`: kills real processes while people sync and edit, looks for contradictions, and counts what was lost.
import { Logger } from '@nestjs/common';
import { startReaper } from '../services/reaper';
import type { Cleanup } from '../support/cleanup';
import { runTool } from '../support/failure';
import { runUntilInterrupted } from '../support/interrupt';
import { say } from '../support/project';
import { type ChaosOptions, parseChaosOptions, USAGE } from './options';
import { startDeployment } from './processes';
import { runAgainst } from './run';
import { runSeeds } from './seeds';

async function chaos(options: ChaosOptions, cleanup: Cleanup): Promise<number> {
  const reaper = startReaper();
  cleanup.add(() => reaper.dismiss());
  const deployment = await startDeployment(options, { cleanup, reaper });
  const isClean = await runAgainst(deployment, options).catch((error: Error) => {
    cleanup.assertOpen(); // interrupted: the servers are being stopped
    say(String(error.stack));
    return false;
  });
  cleanup.assertOpen();
  const { crashes, logs } = deployment;
  if (isClean && crashes.length === 0) return 0;
  logs.keep();
  say(`See the logs in ${logs.folder}. Processes that ended by themselves: ${crashes.length}.`);
  return 1;
}

/** The options of each of several runs. */
function withoutSeeds(args: readonly string[]): string[] {
  const index = args.findIndex((arg) => /^--seeds(?:=|$)/.test(arg));
  return args.filter((_, at) => at !== index && !(at === index + 1 && args[index] === '--seeds'));
}

void runTool(async () => {
  const args = process.argv.slice(2);
  const options = parseChaosOptions(args);
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const { seeds } = options;
  if (seeds) return runUntilInterrupted((cleanup) => runSeeds(seeds, withoutSeeds(args), cleanup));
  return runUntilInterrupted((cleanup) => chaos(options, cleanup), {
    onStop: () => void Logger.overrideLogger(false), // the servers are being stopped: their absence is expected
  });
}).then(() => process.exit()); // an interrupted run leaves users that try to connect
