import { DAY_MS } from '../calendar/iso-date';
import type { NotificationSwitches } from '../switches/notifications.switches';
import { MAX_CONNECTIONS } from './outbound';

const DELIVERED = 204;
/** Batches that were not accepted for this long, by the sandbox's clock, are dropped. */
const KEPT_MS = 7 * DAY_MS;

interface Entry<P> {
  readonly batch: P;
  readonly createdAtMs: number;
  attempts: number;
  /** Set while the entry waits for its next attempt. */
  timer?: NodeJS.Timeout;
  /** Called after the next attempt. */
  attempted: (() => void)[];
}

interface QueueOptions<P> {
  readonly switches: Readonly<NotificationSwitches>;
  readonly now: () => number;
  /** Whether unaccepted batches are sent again. */
  readonly retries: () => boolean;
  /**
   * Sends a batch once. Resolves to the status, to 0 without an answer, or to `undefined` if the subscriber no longer
   * exists.
   */
  readonly attempt: (batch: P, attempt: number) => Promise<number | undefined>;
}

/**
 * Delivers batches concurrently and in no particular order. Anything but 204 is retried with growing delays, for seven
 * days.
 */
export class DeliveryQueue<P> {
  private ready: Entry<P>[] = [];
  private readonly inFlight = new Set<Entry<P>>();
  private readonly waiting = new Set<Entry<P>>();
  private counts = { delivered: 0, lost: 0 };

  constructor(private readonly options: QueueOptions<P>) {}

  /** The batches that were not accepted yet. */
  get pending(): number {
    return this.ready.length + this.inFlight.size + this.waiting.size;
  }

  /** The batches that were not accepted yet, in no particular order. */
  get batches(): P[] {
    return [...this.ready, ...this.inFlight, ...this.waiting].map(({ batch }) => batch);
  }

  get delivered(): number {
    return this.counts.delivered;
  }

  /** The batches that were not accepted and will not be retried. */
  get lost(): number {
    return this.counts.lost;
  }

  add(batch: P): void {
    this.ready.push({ batch, createdAtMs: this.options.now(), attempts: 0, attempted: [] });
    this.pump();
  }

  /** Resolves when everything in flight is answered. It does not wait for later retries. */
  settled(): Promise<void> {
    return this.attemptOf([...this.ready, ...this.inFlight]);
  }

  /** Sends everything that is pending at once, including later retries, and waits for the answers. */
  flush(): Promise<void> {
    const all = [...this.ready, ...this.inFlight, ...this.waiting];
    for (const entry of this.waiting) this.wake(entry);
    const answered = this.attemptOf(all);
    this.pump();
    return answered;
  }

  /** Removes everything. Answers to requests in flight are ignored. */
  clear(): void {
    const forgotten = [...this.ready, ...this.inFlight, ...this.waiting];
    for (const { timer } of this.waiting) clearTimeout(timer);
    this.ready = [];
    this.inFlight.clear();
    this.waiting.clear();
    this.counts = { delivered: 0, lost: 0 };
    for (const entry of forgotten) finishAttempt(entry);
  }

  private async attemptOf(entries: readonly Entry<P>[]): Promise<void> {
    await Promise.all(entries.map((entry) => new Promise<void>((resolve) => entry.attempted.push(resolve))));
  }

  private pump(): void {
    while (this.inFlight.size < MAX_CONNECTIONS) {
      const entry = this.ready.shift();
      if (!entry) return;
      if (this.isTooOld(entry)) this.giveUp(entry);
      else void this.send(entry);
    }
  }

  private async send(entry: Entry<P>): Promise<void> {
    this.inFlight.add(entry);
    entry.attempts++;
    const status = await this.options.attempt(entry.batch, entry.attempts);
    if (!this.inFlight.delete(entry)) return; // removed in the meantime
    if (status === DELIVERED) {
      this.counts.delivered++;
      finishAttempt(entry);
    } else if (status === undefined || !this.options.retries() || this.isTooOld(entry)) {
      this.giveUp(entry);
    } else {
      this.retryLater(entry);
      finishAttempt(entry);
    }
    this.pump();
  }

  private retryLater(entry: Entry<P>): void {
    const { notificationRetryMs: first, notificationRetryCapMs: cap } = this.options.switches;
    this.waiting.add(entry);
    entry.timer = setTimeout(
      () => {
        this.wake(entry);
        this.pump();
      },
      Math.min(cap, first * 2 ** (entry.attempts - 1)),
    );
  }

  private wake(entry: Entry<P>): void {
    clearTimeout(entry.timer);
    this.waiting.delete(entry);
    this.ready.push(entry);
  }

  private giveUp(entry: Entry<P>): void {
    this.counts.lost++;
    finishAttempt(entry);
  }

  private isTooOld({ createdAtMs }: Entry<P>): boolean {
    return this.options.now() - createdAtMs > KEPT_MS;
  }
}

function finishAttempt<P>(entry: Entry<P>): void {
  for (const resolve of entry.attempted.splice(0)) resolve();
}
