import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Bell } from '../storage/inbox.repository';
import { UpdateQueue } from '../queue/update.queue';

const AGAIN_MS = 5_000;
/** More than these are left to the sweep, which finds them in the inbox. */
const MOST_BELLS = 50_000;
const RINGS_AT_ONCE = 500;
/** Not longer, so that what Redis forgot is rung for at the next notification. */
const STILL_HANGS_MS = 1_000;

/**
 * Rings for what was put into the inbox, behind the back of the sender: an upstream must not wait for Redis. Bells that
 * come while others are rung go together. A bell that was rung a moment ago still hangs, or whoever looks into the inbox
 * finds what joined it: it is not rung again. What cannot be rung is tried again; what is lost with the process is found
 * by the sweep.
 */
@Injectable()
export class WakeUpDispatcher implements BeforeApplicationShutdown {
  private readonly logger = new Logger(WakeUpDispatcher.name);
  private readonly waiting = new Map<string, Bell>();
  private readonly rung = new Set<string>();
  private rungSinceMs = 0;
  private readonly leaving = new AbortController();
  private ringing: Promise<void> | undefined;

  constructor(private readonly queue: UpdateQueue) {}

  ring(bells: readonly Bell[]): void {
    this.forgetRung();
    for (const bell of bells) {
      const id = `${bell.connectionId}|${bell.generation}`;
      if (this.waiting.size < MOST_BELLS && !this.rung.has(id)) this.waiting.set(id, bell);
    }
    if (this.waiting.size > 0) this.ringing ??= this.ringAll().finally(() => (this.ringing = undefined));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.leaving.abort();
    await this.ringing;
  }

  private async ringAll(): Promise<void> {
    while (this.waiting.size > 0) {
      const some = [...this.waiting].slice(0, RINGS_AT_ONCE);
      for (const [id] of some) {
        this.waiting.delete(id);
        this.rung.add(id);
      }
      try {
        await this.queue.ring(some.map(([, bell]) => bell));
      } catch (error) {
        this.logger.warn(`${some.length} bells are rung later: ${(error as Error).message}`);
        if (this.leaving.signal.aborted) return;
        for (const [id, bell] of some) {
          this.rung.delete(id);
          this.waiting.set(id, bell);
        }
        await sleep(AGAIN_MS, undefined, { signal: this.leaving.signal, ref: false }).catch(() => undefined);
      }
    }
  }

  private forgetRung(): void {
    const nowMs = performance.now();
    if (nowMs - this.rungSinceMs < STILL_HANGS_MS) return;
    this.rung.clear();
    this.rungSinceMs = nowMs;
  }
}
