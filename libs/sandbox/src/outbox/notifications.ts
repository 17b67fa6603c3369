import type { UpstreamId } from '../world/world';
import type { Outbox, OutboxState } from './outbox';

type Deliveries = Pick<Outbox<object>, 'state' | 'settled' | 'flush'>;

/** The notifications of all upstreams: what is on its way, and what became of it. */
export class Notifications {
  constructor(private readonly outboxes: Readonly<Record<UpstreamId, Deliveries>>) {}

  get state(): Readonly<Record<UpstreamId, OutboxState>> {
    const { 'google-health': google, 'fitbit-web-api': fitbit } = this.outboxes;
    return { 'google-health': google.state, 'fitbit-web-api': fitbit.state };
  }

  /** Waits until everything that happened so far is answered; what is to be tried again later is not waited for. */
  async settled(): Promise<void> {
    await Promise.all(Object.values(this.outboxes).map((outbox) => outbox.settled()));
  }

  /** Sends everything that is pending now, also what waits to be tried again, once, and waits for the answers. */
  async flush(): Promise<void> {
    await Promise.all(Object.values(this.outboxes).map((outbox) => outbox.flush()));
  }
}
