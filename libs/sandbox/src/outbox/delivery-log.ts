/** Older deliveries are forgotten. */
const REMEMBERED = 1_000;

/** A body that was sent, and the status it was answered with; 0 without an answer. */
export interface DeliveryAttempt<N = object> {
  /** The id of the subscriber. */
  readonly subscriber: string;
  readonly notifications: readonly N[];
  readonly status: number;
  /** Counts from one. */
  readonly attempt: number;
}

/** What was sent last. */
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
