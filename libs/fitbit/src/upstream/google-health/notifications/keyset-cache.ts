import type { KeyObject } from 'node:crypto';
import { FitbitError, UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import type { Clock } from '../../../model/clock';
import type { Keyset } from './tink-keyset';

const MINUTE_MS = 60_000;
/** The keys change every 30 days. */
const FRESH_MS = 6 * 60 * MINUTE_MS;
/** The sender retries a notification for this long, so an old set is useful for as long. */
const USABLE_MS = 7 * 24 * 60 * MINUTE_MS;
const BETWEEN_REQUESTS_MS = MINUTE_MS;
/** Shorter, because no notification can be accepted before the first set. */
const BETWEEN_FIRST_REQUESTS_MS = 5_000;

/**
 * The keys that notifications are signed with. The set is loaded again after six hours, and at once when a signature names
 * an unknown key, but at most once a minute. While the upstream gives no new set, the old one serves for seven days.
 * Concurrent callers share one request.
 */
export class KeysetCache {
  private current: { readonly keys: Keyset; readonly fetchedAt: number } | undefined;
  private lastAttempt: { readonly at: number; readonly failed: boolean } | undefined;
  private underWay: Promise<void> | undefined;

  constructor(
    private readonly load: () => Promise<Keyset>,
    private readonly clock: Clock,
  ) {}

  /**
   * `undefined` for a key that the upstream does not publish.
   *
   * @throws UpstreamUnavailableError when the set cannot be loaded now, so that the sender retries.
   */
  async find(id: number): Promise<KeyObject | undefined> {
    if (!this.usable(FRESH_MS)) await this.refresh();
    let key = this.usable(USABLE_MS)?.get(id);
    if (!key) {
      await this.refresh();
      key = this.usable(USABLE_MS)?.get(id);
    }
    if (!key && this.lastAttempt?.failed) throw new UpstreamUnavailableError('the keys of its signatures');
    return key;
  }

  private usable(ageMs: number): Keyset | undefined {
    return this.current && this.isWithin(ageMs, this.current.fetchedAt) ? this.current.keys : undefined;
  }

  /** Does nothing shortly after the last request. */
  private async refresh(): Promise<void> {
    const pauseMs = this.current ? BETWEEN_REQUESTS_MS : BETWEEN_FIRST_REQUESTS_MS;
    if (!this.underWay && this.lastAttempt && this.isWithin(pauseMs, this.lastAttempt.at)) return;
    this.underWay ??= this.request().finally(() => (this.underWay = undefined));
    await this.underWay;
  }

  private async request(): Promise<void> {
    const at = this.clock.now().getTime();
    try {
      this.current = { keys: await this.load(), fetchedAt: at };
      this.lastAttempt = { at, failed: false };
    } catch (error) {
      if (!(error instanceof FitbitError)) throw error;
      this.lastAttempt = { at, failed: true };
    }
  }

  /** In both directions, because a clock may be set back. */
  private isWithin(ms: number, moment: number): boolean {
    return Math.abs(this.clock.now().getTime() - moment) < ms;
  }
}
