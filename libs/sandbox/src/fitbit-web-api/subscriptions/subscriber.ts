import { createHash, randomBytes } from 'node:crypto';
import type { Outbound } from './outbound';
import { signatureOf } from './signature';

/** The only subscriber, and the default one. */
export const SUBSCRIBER_ID = '1';

/** 64 hex digits, always the same, so that a host can have them in its configuration. */
export const VERIFICATION_CODE = createHash('sha256').update('sandbox subscriber 1').digest('hex');

const CORRECT = 204;
const REFUSED = 404;
/** Older deliveries are forgotten. */
const REMEMBERED = 1_000;

/** One element of a notification (reference §7.4). */
export interface Notification {
  readonly collectionType: string;
  readonly date?: string;
  readonly ownerId: string;
  readonly ownerType: 'user';
  readonly subscriptionId: string;
}

/** A batch that was sent, and the status it was answered with; 0 without an answer. */
export interface Delivery {
  readonly notifications: readonly Notification[];
  readonly status: number;
}

/** The application's endpoint for notifications, as it stands in the settings of the application. */
export class Subscriber {
  private target: URL | undefined;
  private code = VERIFICATION_CODE;
  private isVerified = false;
  private delivered: Delivery[] = [];
  private readonly sending = new Set<Promise<void>>();

  constructor(private readonly outbound: Outbound) {}

  get state(): object {
    const { target, code, isVerified: verified, delivered: deliveries } = this;
    return { subscriberId: SUBSCRIBER_ID, url: target?.href ?? null, verificationCode: code, verified, deliveries };
  }

  get verified(): boolean {
    return this.isVerified;
  }

  /** What was sent, oldest first. */
  get deliveries(): readonly Delivery[] {
    return this.delivered;
  }

  /**
   * Sets the URL, or none, and verifies it: one GET with the right code wants 204, one with a wrong code wants 404, in
   * any order (reference §7.3).
   */
  async use(url: URL | undefined, code = VERIFICATION_CODE): Promise<boolean> {
    this.target = url;
    this.code = code;
    this.isVerified = false;
    if (!url) return false;
    const wrong = randomBytes(32).toString('hex');
    const checks = [
      [code, CORRECT],
      [wrong, REFUSED],
    ] as const;
    let right = 0;
    for (const [text, expected] of Math.random() < 0.5 ? checks : [...checks].reverse()) {
      const asked = new URL(url);
      asked.searchParams.set('verify', text);
      if ((await this.outbound.send(asked, { method: 'GET' })) === expected) right++;
    }
    this.isVerified = right === checks.length && this.target === url;
    return this.isVerified;
  }

  /** Sends one signed batch; nothing while the subscriber is not verified. Lost is lost: nothing is sent again. */
  notify(notifications: readonly Notification[]): void {
    if (!this.target || !this.isVerified || notifications.length === 0) return;
    const body = JSON.stringify(notifications);
    const headers = { 'content-type': 'application/json', 'x-fitbit-signature': signatureOf(body) };
    const sending = this.outbound.send(this.target, { method: 'POST', headers, body }).then((status) => {
      this.delivered = [...this.delivered, { notifications, status }].slice(-REMEMBERED);
      this.sending.delete(sending);
    });
    this.sending.add(sending);
  }

  /** Waits until everything that was sent is answered. */
  async settled(): Promise<void> {
    while (this.sending.size > 0) await Promise.all(this.sending);
  }

  reset(): void {
    this.target = undefined;
    this.code = VERIFICATION_CODE;
    this.isVerified = false;
    this.delivered = [];
  }
}
