import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { WakeUp } from '../storage/inbox.repository';
import { UpdateQueue } from '../queue/update.queue';

const RETRY_MS = 5_000;
/** More than these are left to the sweep, which finds them in the inbox. */
const MAX_WAITING = 50_000;
const BATCH_SIZE = 500;
/** Not longer, so that what Redis forgot is rung for at the next notification. */
const RECENT_MS = 1_000;

/**
 * Rings for what was put into the inbox, behind the back of the sender: an upstream must not wait for Redis. Bells that
 * come while others are rung go together. A bell that was rung a moment ago still hangs, or whoever looks into the inbox
 * finds what joined it: it is not rung again. What cannot be rung is tried again; what is lost with the process is found
 * by the sweep.
 */
@Injectable()
export class WakeUpDispatcher implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WakeUpDispatcher.name);
  private readonly waiting = new Map<string, WakeUp>();
  private readonly recent = new Set<string>();
  private recentSinceMs = 0;
  private readonly stopping = new AbortController();
  private dispatching: Promise<void> | undefined;

  constructor(private readonly queue: UpdateQueue) {}

  dispatch(wakeUps: readonly WakeUp[]): void {
    this.forgetRecent();
    for (const wakeUp of wakeUps) {
      const id = `${wakeUp.connectionId}|${wakeUp.generation}`;
      if (this.waiting.size < MAX_WAITING && !this.recent.has(id)) this.waiting.set(id, wakeUp);
    }
    if (this.waiting.size > 0) this.dispatching ??= this.dispatchAll().finally(() => (this.dispatching = undefined));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.dispatching;
  }

  private async dispatchAll(): Promise<void> {
    while (this.waiting.size > 0) {
      const some = [...this.waiting].slice(0, BATCH_SIZE);
      for (const [id] of some) {
        this.waiting.delete(id);
        this.recent.add(id);
      }
      try {
        await this.queue.addWakeUps(some.map(([, wakeUp]) => wakeUp));
      } catch (error) {
        this.logger.warn(`${some.length} bells are rung later: ${(error as Error).message}`);
        if (this.stopping.signal.aborted) return;
        for (const [id, wakeUp] of some) {
          this.recent.delete(id);
          this.waiting.set(id, wakeUp);
        }
        await sleep(RETRY_MS, undefined, { signal: this.stopping.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  private forgetRecent(): void {
    const nowMs = performance.now();
    if (nowMs - this.recentSinceMs < RECENT_MS) return;
    this.recent.clear();
    this.recentSinceMs = nowMs;
  }
}
