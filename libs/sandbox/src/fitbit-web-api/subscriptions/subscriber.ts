import { createHash, randomBytes } from 'node:crypto';
import type { DeliveryAttempt } from '../../outbox/delivery-log';
import { Outbox } from '../../outbox/outbox';
import type { Switches } from '../../switches';
import { buildNotificationRequest } from './notification-request';
import type { Notification } from './update-notification';

/** The id of the only subscriber, which is the default one. */
export const SUBSCRIBER_ID = '1';

/** 64 hexadecimal digits, always the same, so that hosts can configure them. */
export const VERIFICATION_CODE = createHash('sha256').update('sandbox subscriber 1').digest('hex');

const CORRECT = 204;
const REFUSED = 404;

interface SubscriberOptions {
  readonly switches: Readonly<Switches>;
  readonly now: () => number;
}

/** The application's notification endpoint, as configured in the application's settings. */
export class FitbitSubscriber {
  /** Notifications on their way to the endpoint. */
  readonly outbox: Outbox<Notification>;
  private target: URL | undefined;
  private code = VERIFICATION_CODE;
  private isVerified = false;

  constructor({ switches, now }: SubscriberOptions) {
    this.outbox = new Outbox({
      switches,
      now,
      retries: () => switches.retryNotifications,
      batchSize: () => switches.notificationBatchSize,
      buildRequest: (_, notifications) => this.target && buildNotificationRequest(this.target, notifications, switches),
    });
  }

  get state(): object {
    const { target, code, isVerified: verified, deliveries } = this;
    return { subscriberId: SUBSCRIBER_ID, url: target?.href ?? null, verificationCode: code, verified, deliveries };
  }

  get verified(): boolean {
    return this.isVerified;
  }

  /** The delivery attempts, oldest first. */
  get deliveries(): readonly DeliveryAttempt<Notification>[] {
    return this.outbox.state.deliveries;
  }

  /**
   * Sets or removes the URL and verifies it. A GET with the right code has to answer 204 and one with a wrong code 404;
   * they are sent in random order.
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
      if ((await this.outbox.outbound.send(asked, { method: 'GET' })) === expected) right++;
    }
    this.isVerified = right === checks.length && this.target === url;
    return this.isVerified;
  }

  /** Queues a signed batch; does nothing while the subscriber is not verified. */
  notify(notifications: readonly Notification[]): void {
    if (this.target && this.isVerified) this.outbox.post(SUBSCRIBER_ID, notifications);
  }

  /** Waits until everything that was sent is answered. */
  settled(): Promise<void> {
    return this.outbox.settled();
  }

  reset(): void {
    this.target = undefined;
    this.code = VERIFICATION_CODE;
    this.isVerified = false;
    this.outbox.reset();
  }
}
