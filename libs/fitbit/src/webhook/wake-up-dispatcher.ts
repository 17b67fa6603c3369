import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { WakeUp } from '../storage/inbox.repository';
import { UpdateQueue } from '../queue/update.queue';

const RETRY_MS = 5_000;
/** Beyond this number, wake-ups are left to the sweep, which finds their notifications in the inbox. */
const MAX_WAITING = 50_000;
const BATCH_SIZE = 500;
/** Short, so that a wake-up which Redis lost is queued again with the next notification. */
const RECENT_MS = 1_000;

/**
 * Queues wake-ups for what was committed to the inbox. It runs after the response: the upstream must not wait for Redis.
 *
 * - Wake-ups that arrive while others are being queued are queued together.
 * - A wake-up that was queued a moment ago is not queued again: either it still waits, or the worker that takes the inbox
 *   finds the new notification there.
 * - Wake-ups that cannot be queued are retried. The sweep finds those that are lost with the process.
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
        const next = this.stopping.signal.aborted ? 'the sweep will queue them' : `retrying in ${RETRY_MS} ms`;
        this.logger.warn(`${some.length} wake-ups could not be queued; ${next}: ${(error as Error).message}`);
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
