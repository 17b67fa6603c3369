import { MINUTE_MS } from '../../calendar/iso-date';
import { quotaExceeded } from '../errors/errors';
import { SlidingWindow } from './sliding-window';

/** Requests per minute. */
export const REQUESTS_PER_USER = 300;
export const REQUESTS_PER_PROJECT = 120_000;

/**
 * Counts HTTP requests in a sliding window, the strictest reading of "per minute". Requests that the quota refuses do
 * not count.
 */
export class MinuteQuota {
  private users = new Map<string, SlidingWindow>();
  private project = new SlidingWindow(REQUESTS_PER_PROJECT, MINUTE_MS);

  /** @throws GoogleError 429 */
  take(personId: string, nowMs: number): void {
    let user = this.users.get(personId);
    if (!user) {
      user = new SlidingWindow(REQUESTS_PER_USER, MINUTE_MS);
      this.users.set(personId, user);
    }
    if (!this.project.hasRoom(nowMs)) throw quotaExceeded();
    if (!user.tryPass(nowMs)) throw quotaExceeded('per minute per user');
    this.project.tryPass(nowMs);
  }

  /**
   * Counts a request of the project itself.
   *
   * @throws GoogleError 429
   */
  takeProject(nowMs: number): void {
    if (!this.project.tryPass(nowMs)) throw quotaExceeded();
  }

  reset(): void {
    this.users = new Map();
    this.project = new SlidingWindow(REQUESTS_PER_PROJECT, MINUTE_MS);
  }
}
