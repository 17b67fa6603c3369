// Outlives its owner to tidy up after it. The owner writes one JSON line for each thing to watch or to forget; when the
// pipe closes, whatever is still watched is ended and removed. That is the only way to survive `kill -9` of the owner.
import fs from 'node:fs';
import readline from 'node:readline';
import { endGroup, endStrays } from '../support/processes.mjs';

/** @typedef {{ pid: number, signal?: NodeJS.Signals, forceSignal?: NodeJS.Signals }} WatchedProcess */
/** @typedef {{ watch?: WatchedProcess, watchDirectory?: string, forget?: number, forgetDirectory?: string }} Order */

/** @type {Map<number, WatchedProcess>} */
const processes = new Map();
/** @type {Set<string>} */
const directories = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {}); // only the pipe decides

for await (const line of readline.createInterface({ input: process.stdin })) {
  /** @type {Order} */
  const order = JSON.parse(line);
  if (order.watch) processes.set(order.watch.pid, order.watch);
  if (order.watchDirectory) directories.add(order.watchDirectory);
  if (order.forget) processes.delete(order.forget);
  if (order.forgetDirectory) directories.delete(order.forgetDirectory);
}
await Promise.all([...processes.values()].map((target) => endGroup(target)));
for (const directory of directories) {
  await endStrays(directory); // started in the instant before the owner could tell us
  fs.rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}
