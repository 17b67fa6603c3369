import type { UpstreamId } from '../world/world';
import type { Outbox, OutboxState } from './outbox';

type Deliveries = Pick<Outbox<object>, 'state' | 'settled' | 'flush'>;

/** The notifications of all upstreams and their deliveries. */
export class Notifications {
  constructor(private readonly outboxes: Readonly<Record<UpstreamId, Deliveries>>) {}

  get state(): Readonly<Record<UpstreamId, OutboxState>> {
    const { 'google-health': google, 'fitbit-web-api': fitbit } = this.outboxes;
    return { 'google-health': google.state, 'fitbit-web-api': fitbit.state };
  }

  /** Waits until everything so far is answered. It does not wait for later retries. */
  async settled(): Promise<void> {
    await Promise.all(Object.values(this.outboxes).map((outbox) => outbox.settled()));
  }

  /** Sends everything that is pending once, including later retries, and waits for the answers. */
  async flush(): Promise<void> {
    await Promise.all(Object.values(this.outboxes).map((outbox) => outbox.flush()));
  }
}
