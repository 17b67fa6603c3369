import type { Connection } from '../model/connection';
import type { UpstreamName } from '../model/upstream-name';

export interface DueChecks {
  readonly upstream: UpstreamName;
  /** Connections that were checked later than then are not due. */
  readonly notSince: Date;
}

/** When the subscriptions of each active connection were last compared with what they should be. */
export abstract class SubscriptionCheckRepository {
  abstract isAnyDue(due: DueChecks): Promise<boolean>;
  /** The longest unchecked first, and marks them as checked at `now`: nobody else gets them. */
  abstract claim(due: DueChecks, now: Date, limit: number): Promise<Connection[]>;
  /** Which of these accounts have a connection, in whatever state. */
  abstract known(upstreamUserIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Marks the active connections of these accounts as checked. */
  abstract mark(upstreamUserIds: readonly string[], now: Date): Promise<void>;
  /**
   * Every connection is to be checked again; announcements may be missing, so its final days are to be opened too, as if
   * that had been done at `due` or earlier.
   */
  abstract forgetAll(upstream: UpstreamName, due: Date): Promise<void>;
  /** For a claimed connection that could not be checked: as if it had been at `checkedAt`. */
  abstract backdate(connectionId: string, checkedAt: Date): Promise<void>;
}
