// `npm run chaos`: real processes that are killed while people live on, and a count of what was lost in the end.
import { fork } from 'node:child_process';
import path from 'node:path';
import { USAGE, parseChaosOptions } from './chaos/options.mjs';
import { buildScene } from './chaos/scene.mjs';
import { startReaper } from './services/reaper.mjs';
import { setup } from './setup.mjs';
import { Cleanup } from './support/cleanup.mjs';
import { runTool } from './support/failure.mjs';
import { onNpmGone } from './support/parent.mjs';
import { endGroup } from './support/processes.mjs';
import { ROOT, say } from './support/project.mjs';

const DIRECTOR = path.join(ROOT, 'dist/apps/chaos/src/main.js');
const INTERRUPTED = 130;

/** @typedef {{ id: number, act: 'kill' | 'start', target: string }} Order */

/** @param {import('./chaos/options.mjs').ChaosOptions} options @param {Cleanup} cleanup @returns {Promise<number>} */
async function chaos(options, cleanup) {
  await setup();
  const reaper = startReaper();
  cleanup.add(() => reaper.dismiss());
  const scene = await buildScene(options, { cleanup, reaper });
  const { mode, seed, minutes, notifications } = options;
  const direction = { mode, seed, minutes, notifications };
  const director = fork(DIRECTOR, [JSON.stringify(direction)], {
    cwd: ROOT,
    execArgv: ['--enable-source-maps'],
    env: { ...process.env, ...scene.environment },
    detached: true,
  });
  const { pid } = director;
  if (pid) reaper.watch({ pid });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => director.once('close', (code) => resolve(code ?? 1)));
  cleanup.add(async () => {
    if (director.exitCode === null && director.signalCode === null && pid) await endGroup({ pid });
    if (pid) reaper.forget(pid);
  });
  director.on('message', (message) => void obey(/** @type {Order} */ (message)));

  /** @param {Order} order */
  async function obey({ id, act, target }) {
    let problem;
    try {
      const mortal = scene.mortals.get(target);
      if (!mortal) throw new Error(`There is nothing called ${target}.`);
      await mortal[act]();
    } catch (error) {
      problem = String(error);
    }
    if (director.connected) director.send({ id, problem });
  }

  const exitCode = await ended;
  cleanup.assertOpen(); // interrupted: nobody wants to know
  if (exitCode !== 0 || scene.crashes.length > 0) {
    scene.logs.keep();
    say(`Look into ${scene.logs.folder}. Processes that ended by themselves: ${scene.crashes.length}.`);
  }
  return exitCode || (scene.crashes.length > 0 ? 1 : 0);
}

await runTool(async () => {
  const options = parseChaosOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const cleanup = new Cleanup();
  /** @type {Promise<number>} */
  const interrupted = new Promise((resolve) => {
    const stop = () => resolve(INTERRUPTED);
    process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
    onNpmGone(stop);
  });
  try {
    return await Promise.race([chaos(options, cleanup), interrupted]);
  } finally {
    await cleanup.run();
  }
});
