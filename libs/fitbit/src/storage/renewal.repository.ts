import type { Connection, ConnectionState } from '../model/connection';

/** Whose tokens a run renews. */
export interface RenewalSelection {
  readonly state: ConnectionState;
  /** Only access tokens that had expired by then; `undefined`: all. */
  readonly expiredBy: Date | undefined;
  /** Only grants that were judged lost after `judged`, and refused for the last time before `refused`. */
  readonly lost?: { readonly judged: Date; readonly refused: Date } | undefined;
}

export interface RenewalPage {
  readonly connections: readonly Connection[];
  /** Leads to the page behind this one; `undefined` behind the last. */
  readonly next: string | undefined;
}

/** Walks through connections of the configured upstream while their tokens change. */
export abstract class RenewalRepository {
  abstract count(selection: RenewalSelection): Promise<number>;
  /** Each connection once: whatever is renewed meanwhile comes no second time. */
  abstract page(selection: RenewalSelection, limit: number, after: string | undefined): Promise<RenewalPage>;

  /**
   * Removes a connection whose grant is lost; `false` when it is not lost any more, or another grant took its place.
   * Nothing waits for a revocation: there is nothing left to revoke, and a grant that was refused by mistake stays
   * alive at the upstream. Stored series stay.
   */
  abstract removeLost(connection: Pick<Connection, 'id' | 'grantEpoch'>): Promise<boolean>;
}
