import { setTimeout as sleep } from 'node:timers/promises';
import { inParallel } from '../../common/src/in-parallel';
import type { Ledgers } from './ledgers';
import type { Member } from './member';
import type { SandboxControl } from './sandbox-control';
import type { Stored } from './stored';

const LOOK_MS = 500;
const PARALLEL = 8;

export interface Witnesses {
  readonly sandbox: SandboxControl;
  readonly stored: Stored;
  readonly ledgers: Ledgers;
}

/** Waits until nothing is open any more. Returns what still is when the time is up. */
export async function settle(
  { sandbox, stored, ledgers }: Witnesses,
  members: readonly Member[],
  limitMs: number,
): Promise<string[]> {
  const end = performance.now() + limitMs;
  for (;;) {
    const open = await whatIsOpen();
    if (open.length === 0 || performance.now() > end) return open;
    await sleep(LOOK_MS);
  }

  /** Cheap questions first: the others are not asked while something is on its way. */
  async function whatIsOpen(): Promise<string[]> {
    const away = members.filter(({ isConnected }) => !isConnected);
    if (away.length > 0) return away.map(({ personId }) => `${personId} is not connected and subscribed yet`);
    const undelivered = await sandbox.undelivered();
    if (undelivered > 0) return [`${undelivered} bodies of notifications are not delivered`];
    const waiting = Object.entries(await stored.unsettled()).filter(([, count]) => count > 0);
    if (waiting.length > 0) return waiting.map(([what, count]) => `${what}: ${count}`);
    const gaps = await inParallel(members, PARALLEL, ({ userId }) => ledgers.gapsOf(userId));
    return gaps.filter((gap) => gap !== undefined);
  }
}
