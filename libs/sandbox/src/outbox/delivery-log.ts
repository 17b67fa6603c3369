/** Older deliveries are removed. */
const REMEMBERED = 1_000;

/** A body that was sent and the status of its answer; 0 if there was none. */
export interface DeliveryAttempt<N = object> {
  /** The id of the subscriber. */
  readonly subscriber: string;
  readonly notifications: readonly N[];
  readonly status: number;
  /** Starts at one. */
  readonly attempt: number;
}

/** The latest delivery attempts. */
export class DeliveryLog<N> {
  private deliveries: DeliveryAttempt<N>[] = [];

  add(delivery: DeliveryAttempt<N>): void {
    if (this.deliveries.length >= 2 * REMEMBERED) this.deliveries = this.latest();
    this.deliveries.push(delivery);
  }

  /** Oldest first. */
  latest(): DeliveryAttempt<N>[] {
    return this.deliveries.slice(-REMEMBERED);
  }
}
