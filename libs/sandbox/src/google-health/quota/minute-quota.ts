import { MINUTE_MS } from '../../calendar/iso-date';
import { quotaExceeded } from '../errors/errors';
import { SlidingWindow } from './sliding-window';

/** Requests a minute (reference §7). */
export const REQUESTS_PER_USER = 300;
export const REQUESTS_PER_PROJECT = 120_000;

/**
 * One HTTP request counts as one. The minute is taken as a sliding one, the strictest reading of "per
 * minute"; a request that is refused for quota does not count itself.
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
   * A request of the project itself.
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
