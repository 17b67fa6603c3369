import type { NotificationSwitches } from '../switches/notifications.switches';
import { type DeliveryAttempt, DeliveryLog } from './delivery-log';
import { DeliveryQueue } from './delivery-queue';
import { Outbound } from './outbound';

/** A request to an endpoint. */
export interface OutboundRequest {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The state of the deliveries. */
export interface OutboxState<N = object> {
  /** Bodies that wait to be sent or answered. */
  readonly pending: number;
  readonly delivered: number;
  /** Bodies that will not be retried. */
  readonly lost: number;
  /** The last thousand attempts, oldest first. */
  readonly deliveries: readonly DeliveryAttempt<N>[];
  /** What no subscriber has accepted yet. */
  readonly undelivered: readonly N[];
}

interface OutboxOptions<N> {
  readonly switches: Readonly<NotificationSwitches>;
  readonly now: () => number;
  readonly retries: () => boolean;
  /** The largest number of notifications in one body. */
  readonly batchSize: () => number;
  /** Builds the request, anew for each attempt; `undefined` for a subscriber that no longer exists. */
  readonly buildRequest: (subscriber: string, notifications: readonly N[]) => OutboundRequest | undefined;
  /** Called after every attempt. */
  readonly answered?: (subscriber: string, status: number) => void;
}

interface Batch<N> {
  readonly subscriber: string;
  readonly notifications: readonly N[];
}

/** Collects the notifications of one upstream into bodies and delivers them. */
export class Outbox<N extends object> {
  /** Also used for requests that are not notifications. */
  readonly outbound: Outbound;
  private readonly queue: DeliveryQueue<Batch<N>>;
  private gathered = new Map<string, N[]>();
  private gathering: NodeJS.Timeout | undefined;
  private log = new DeliveryLog<N>();
  private closed = false;

  constructor(private readonly options: OutboxOptions<N>) {
    const { switches, now, retries } = options;
    this.outbound = new Outbound(() => switches.notificationTimeoutMs);
    this.queue = new DeliveryQueue({ switches, now, retries, attempt: (batch, count) => this.send(batch, count) });
  }

  get state(): OutboxState<N> {
    const { delivered, lost } = this.queue;
    const gathered = [...this.gathered.values()].flat();
    const undelivered = [...gathered, ...this.queue.batches.flatMap(({ notifications }) => notifications)];
    return { pending: this.pending, delivered, lost, deliveries: this.log.latest(), undelivered };
  }

  /** Queues notifications to one subscriber. */
  post(subscriber: string, notifications: readonly N[]): void {
    if (this.closed || notifications.length === 0) return;
    const gathered = this.gathered.get(subscriber) ?? [];
    for (const notification of notifications) gathered.push(notification);
    this.gathered.set(subscriber, gathered);
    this.gathering ??= setTimeout(() => this.dispatch(), this.options.switches.notificationGatherMs);
  }

  /** Waits until everything that was queued is answered. It does not wait for later retries. */
  settled(): Promise<void> {
    this.dispatch();
    return this.queue.settled();
  }

  /** Sends everything that is pending at once and waits for the answers. */
  flush(): Promise<void> {
    this.dispatch();
    return this.queue.flush();
  }

  reset(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.gathered.clear();
    this.log = new DeliveryLog();
    this.queue.clear();
  }

  close(): void {
    this.closed = true;
    this.reset();
    this.outbound.close();
  }

  private get pending(): number {
    const size = this.batchSize;
    const gathered = [...this.gathered.values()].map((notifications) => Math.ceil(notifications.length / size));
    return gathered.reduce((sum, bodies) => sum + bodies, this.queue.pending);
  }

  private get batchSize(): number {
    return Math.max(1, Math.floor(this.options.batchSize()));
  }

  /** Splits the collected notifications into bodies and sends them. */
  private dispatch(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    const { duplicateNotifications, shuffleNotifications } = this.options.switches;
    const gathered = this.gathered;
    this.gathered = new Map();
    const batches = [...gathered].flatMap(([subscriber, notifications]) => {
      const ordered = shuffleNotifications ? shuffled(notifications) : notifications;
      return inParts(ordered, this.batchSize).map((part) => ({ subscriber, notifications: part }));
    });
    const all = duplicateNotifications ? [...batches, ...batches] : batches;
    for (const batch of shuffleNotifications ? shuffled(all) : all) this.queue.add(batch);
  }

  private async send({ subscriber, notifications }: Batch<N>, attempt: number): Promise<number | undefined> {
    const request = this.options.buildRequest(subscriber, notifications);
    if (!request) return undefined;
    const { log } = this;
    const { url, headers, body } = request;
    const status = await this.outbound.send(url, { method: 'POST', headers, body });
    log.add({ subscriber, notifications, status, attempt });
    this.options.answered?.(subscriber, status);
    return status;
  }
}

function inParts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ item }) => item);
}
