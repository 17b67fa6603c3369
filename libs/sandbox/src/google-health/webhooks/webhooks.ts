import type { Switches } from '../../switches';
import type { GrantStore } from '../oauth/grant-store';
import type { ObservedWorld, WorldObserver } from '../../world/observed-world';
import { Outbox } from '../../outbox/outbox';
import type { Change } from '../../world/world';
import { buildNotificationRequest } from './notification-request';
import type { WebhookNotification } from './webhook-notification';
import { Notifier } from './notifier';
import type { WebhookSubscriber } from './subscriber';
import { type WebhookEndpoint, verifyEndpoint } from './verification';
import { WebhookKeys } from './webhook-keys';

interface WebhooksOptions {
  readonly world: ObservedWorld;
  readonly grants: GrantStore;
  readonly switches: Readonly<Switches>;
  readonly now: () => number;
}

const DELIVERED = 204;

/** The project's subscribers, and the notifications to them. */
export class Webhooks implements WorldObserver {
  /** By id. */
  readonly subscribers = new Map<string, WebhookSubscriber>();
  readonly keys: WebhookKeys;
  readonly outbox: Outbox<WebhookNotification>;
  private readonly notifier: Notifier;

  constructor(private readonly options: WebhooksOptions) {
    const { switches, now, world } = options;
    this.keys = new WebhookKeys(now);
    this.outbox = new Outbox({
      switches,
      now,
      retries: () => true,
      batchSize: () => (switches.singleNotifications ? 1 : switches.notificationBatchSize),
      buildRequest: (id, notifications) => {
        const subscriber = this.subscribers.get(id);
        return subscriber?.state === 'ACTIVE'
          ? buildNotificationRequest(subscriber, notifications, this.keys, switches)
          : undefined;
      },
      answered: (id, status) => this.answered(id, status),
    });
    this.notifier = new Notifier(switches);
    world.observe(this);
  }

  /** @throws GoogleError `FAILED_PRECONDITION` */
  verify(endpoint: WebhookEndpoint): Promise<void> {
    const { switches } = this.options;
    return verifyEndpoint(endpoint, { outbound: this.outbox.outbound, keys: this.keys, switches });
  }

  changed(personId: string, changes: readonly Change[]): void {
    const person = this.options.world.find(personId);
    const scopes = person && this.options.grants.scopesOf(person.id);
    if (!person || !scopes || changes.length === 0) return;
    for (const subscriber of this.active()) {
      this.outbox.post(subscriber.id, this.notifier.ofChanges(subscriber, { person, scopes }, changes));
    }
  }

  /** A person withdrew the permission. Subscribers are only notified with the switch `deleteOnRevoke`. */
  revoked(personId: string, scopes: ReadonlySet<string>): void {
    const person = this.options.world.find(personId);
    if (!person || !this.options.switches.deleteOnRevoke) return;
    for (const subscriber of this.active()) {
      this.outbox.post(subscriber.id, this.notifier.ofRevocation(subscriber, { person, scopes }));
    }
  }

  reset(): void {
    this.subscribers.clear();
    this.keys.reset();
    this.outbox.reset();
  }

  private active(): WebhookSubscriber[] {
    return [...this.subscribers.values()].filter(({ state }) => state === 'ACTIVE');
  }

  private answered(id: string, status: number): void {
    const subscriber = this.subscribers.get(id);
    if (!subscriber) return;
    subscriber.failures = status === DELIVERED ? 0 : subscriber.failures + 1;
    const { deactivateAfterFailures: limit } = this.options.switches;
    if (limit > 0 && subscriber.failures >= limit) subscriber.state = 'INACTIVE';
  }
}
