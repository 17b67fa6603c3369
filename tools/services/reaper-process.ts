// Cleans up after its owner. The owner writes one JSON line for each thing to watch or to forget; when the pipe closes, the
// reaper ends and removes what it still watches. Nothing else could clean up after `kill -9` of the owner.
import fs from 'node:fs';
import readline from 'node:readline';
import { endGroup, endStrays, type ProcessTarget } from '../support/processes';

export interface ReaperOrder {
  readonly watch?: ProcessTarget;
  readonly watchDirectory?: string;
  readonly forget?: number;
  readonly forgetDirectory?: string;
}

async function main(): Promise<void> {
  const processes = new Map<number, ProcessTarget>();
  const directories = new Set<string>();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined); // only the pipe decides

  for await (const line of readline.createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as ReaperOrder;
    if (order.watch) processes.set(order.watch.pid, order.watch);
    if (order.watchDirectory) directories.add(order.watchDirectory);
    if (order.forget) processes.delete(order.forget);
    if (order.forgetDirectory) directories.delete(order.forgetDirectory);
  }
  await Promise.all([...processes.values()].map((target) => endGroup(target)));
  for (const directory of directories) {
    await endStrays(directory); // started just before the owner could report it
    fs.rmSync(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

void main();
