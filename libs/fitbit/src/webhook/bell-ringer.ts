import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import type { Bell } from '../storage/inbox.repository';
import { UpdateQueue } from '../sync/update.queue';

const AGAIN_MS = 5_000;
/** More than these are left to the sweep, which finds them in the inbox. */
const MOST_BELLS = 50_000;
const RINGS_AT_ONCE = 500;

/**
 * Rings for what was put into the inbox, behind the back of the sender: an upstream must not wait for Redis. Bells that
 * come while others are rung go together. What cannot be rung is tried again; what is lost with the process is found
 * by the sweep.
 */
@Injectable()
export class BellRinger implements BeforeApplicationShutdown {
  private readonly logger = new Logger(BellRinger.name);
  private readonly waiting = new Map<string, Bell>();
  private readonly leaving = new AbortController();
  private ringing: Promise<void> | undefined;

  constructor(private readonly queue: UpdateQueue) {}

  ring(bells: readonly Bell[]): void {
    for (const bell of bells) {
      if (this.waiting.size < MOST_BELLS) this.waiting.set(`${bell.connectionId}|${bell.generation}`, bell);
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
      some.forEach(([id]) => this.waiting.delete(id));
      try {
        await this.queue.ring(some.map(([, bell]) => bell));
      } catch (error) {
        this.logger.warn(`${some.length} bells are rung later: ${(error as Error).message}`);
        if (this.leaving.signal.aborted) return;
        some.forEach(([id, bell]) => this.waiting.set(id, bell));
        await sleep(AGAIN_MS, undefined, { signal: this.leaving.signal, ref: false }).catch(() => undefined);
      }
    }
  }
}
