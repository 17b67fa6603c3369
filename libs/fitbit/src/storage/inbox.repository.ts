import type { Connection } from '../model/connection';
import type { Ledger } from '../model/coverage';
import type { DateRange } from '../model/date-range';
import type { UpstreamNotification } from '../model/notification';
import type { FailedDays } from '../model/progress';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';

/** Says that a connection's inbox has something in it. */
export interface Bell {
  readonly connectionId: string;
  /** Of the newest row it rings for: what is put into an emptied inbox rings another bell. */
  readonly generation: string;
}

export interface Delivery {
  readonly upstream: UpstreamName;
  readonly notifications: readonly UpstreamNotification[];
  readonly receivedAt: Date;
}

export interface Receipt {
  /** One per connection. */
  readonly bells: readonly Bell[];
  /** Notifications of accounts that nobody here has connected. */
  readonly unknown: number;
}

/** What was announced of one collection of one connection. */
export interface PendingUpdate {
  /** {@link REVOCATION}, or what the upstream calls it. */
  readonly collection: string;
  readonly days: readonly DateRange[];
  readonly generation: string;
  readonly seq: number;
}

/** A connection that has been rung for. */
export interface RungConnection {
  readonly connection: Connection;
  readonly pending: readonly PendingUpdate[];
  readonly ledger: Ledger;
  readonly failures: readonly FailedDays[];
}

export interface WaitingSince {
  /** In the inbox since then or longer. */
  readonly pending: Date;
  /** Announced then or earlier, and nothing since. */
  readonly announced: Date;
}

export interface WaitingPage {
  /** The last id of the page before. */
  readonly afterConnectionId?: string | undefined;
  readonly limit: number;
}

/** What upstreams announced, committed before it is acknowledged. */
export abstract class InboxRepository {
  /** Puts everything in, in one statement: the days join what already waits of the same collection. */
  abstract receive(delivery: Delivery): Promise<Receipt>;
  /** What another upstream than the configured one announced is not found: it waits. */
  abstract find(connectionId: string): Promise<RungConnection | undefined>;
  /**
   * Moves pending updates into the ledger, in one statement: the days count as announced and are final no more. Returns
   * `false` when something joined one of them since it was found; that one stays, to be found again.
   */
  abstract take(
    connectionId: string,
    pending: readonly PendingUpdate[],
    changed: ReadonlyMap<ResourceName, readonly DateRange[]>,
    takenAt: Date,
  ): Promise<boolean>;
  /** Announced days that are not read any more are fetched no more: should they be wanted again, they are holes. */
  abstract forget(connectionId: string, days: ReadonlyMap<ResourceName, readonly DateRange[]>): Promise<void>;
  /**
   * Connections of the configured upstream whose inbox has had something in it for too long, or that are active and whose
   * ledger has announced days that were not read for too long; ordered by their ids.
   */
  abstract waiting(since: WaitingSince, page: WaitingPage): Promise<Bell[]>;
}
