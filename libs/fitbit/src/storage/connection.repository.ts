import type { Connection, ConnectionState } from '../model/connection';
import type { DateRange } from '../model/date-range';
import type { UpstreamAccount, UpstreamProfile } from '../model/grant';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';

/** A new grant, to be stored with its connection. */
export interface NewGrant {
  readonly userId: string;
  readonly upstream: UpstreamName;
  readonly account: UpstreamAccount;
  readonly profile: UpstreamProfile;
  readonly scopes: readonly string[];
  readonly tokenExpiresAt: Date;
  /** Set when the upstream limits the refresh token too. */
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly connectedAt: Date;
  /** Whether the user's stored series stay when this is another account than before. @defaultValue `'keep'` */
  readonly onAccountChange?: 'keep' | 'replace' | undefined;
  /** Seals the tokens for the row that will hold them: the row's id is their additional data. */
  readonly seal: (connectionId: string) => string;
}

export interface NewTokens {
  readonly sealedTokens: string;
  readonly tokenExpiresAt: Date;
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly renewedAt: Date;
  readonly scopes: readonly string[];
}

/** What is left of a connection that was removed: enough to revoke its grant. */
export interface Departure {
  readonly id: string;
  readonly connectionId: string;
  readonly upstream: string;
  readonly upstreamUserId: string;
  readonly sealedTokens: string;
  readonly departedAt: Date;
}

export interface BeforeFetch {
  readonly connection: Connection;
  /** The resources that have an answer for every day of the window, none of which was announced as changed since. */
  readonly covered: readonly ResourceName[];
  /** How many announcements of changes there have been: see {@link WindowAnswer.knownChanges}. */
  readonly knownChanges: ReadonlyMap<ResourceName, number>;
}

export interface ConnectionPage {
  /** The last user id of the page before. */
  readonly afterUserId?: string | undefined;
  readonly limit: number;
}

/** Connections are returned as {@link seenFrom} has them. */
export abstract class ConnectionRepository {
  abstract findByUser(userId: string): Promise<Connection | undefined>;
  abstract findById(connectionId: string): Promise<Connection | undefined>;
  /** One look before a fetch: the connection, and what its ledger says of the window. */
  abstract findForFetch(
    connectionId: string,
    resources: readonly ResourceName[],
    window: DateRange,
  ): Promise<BeforeFetch | undefined>;
  /** Ordered by user id. */
  abstract page(page: ConnectionPage): Promise<Connection[]>;

  /**
   * Stores the grant: a new row, or the user's row with a new epoch. Failures of the older grant's fetches are forgotten.
   * Another account than before empties the ledger, and with `onAccountChange: 'replace'` the series; departures of this account that wait for their revocation are
   * cancelled.
   *
   * @throws AuthorizationRefusedError `account_taken` when the account belongs to another user; nothing is stored.
   */
  abstract connect(grant: NewGrant): Promise<Connection>;

  /**
   * Writes nothing and returns `false` when the row has another version: somebody else replaced the tokens. Tokens that
   * were renewed take back the verdict that the grant was lost.
   */
  abstract replaceTokens(connection: Pick<Connection, 'id' | 'version'>, tokens: NewTokens): Promise<boolean>;
  /** `true` for the one caller that may refresh now; the lease ends by itself. */
  abstract leaseRefresh(connection: Pick<Connection, 'id' | 'version'>, leaseMs: number): Promise<boolean>;
  abstract releaseRefresh(connection: Pick<Connection, 'id' | 'version'>): Promise<void>;

  /** Only for the grant that `connection` was read with: a newer one keeps its state. */
  abstract setState(connection: Pick<Connection, 'id' | 'grantEpoch'>, state: ConnectionState): Promise<void>;
  /**
   * `true` for the one caller that may read changing days again, the most recent or all of them: nobody did since
   * `notSince`. Who reads all reads the recent ones too.
   */
  abstract claimReread(connectionId: string, what: 'recent' | 'all', now: Date, notSince: Date): Promise<boolean>;
  /** Only for the grant that the profile was read with: it may be that of another account. */
  abstract updateProfile(connection: Pick<Connection, 'id' | 'grantEpoch'>, profile: UpstreamProfile): Promise<void>;

  /** Removes the row and keeps its sealed grant as a departure, in one transaction. Stored series stay. */
  abstract depart(userId: string, now: Date): Promise<Departure | undefined>;
  /** Takes a departure for `holdMs`; `undefined` when it is gone, or somebody else holds it. */
  abstract holdDeparture(departureId: string, holdMs: number): Promise<Departure | undefined>;
  abstract hasDeparture(departureId: string): Promise<boolean>;
  /** Takes every departure of an account; `false` while somebody else holds one. */
  abstract holdDeparturesOf(upstreamUserId: string, holdMs: number): Promise<boolean>;
  abstract releaseDeparture(departureId: string): Promise<void>;
  abstract releaseDeparturesOf(upstreamUserId: string): Promise<void>;
  abstract departures(): Promise<Departure[]>;
  /** `true` when somebody holds a grant of this account again, so that revoking the old one would end it. */
  abstract hasGrantOf(departure: Departure): Promise<boolean>;
  /** Keeps the refreshed grant of a departure. */
  abstract reseal(departureId: string, sealedTokens: string): Promise<void>;
  /** Gives a departure the tokens that were renewed for its connection while that was being removed. */
  abstract resealDeparture(connection: Pick<Connection, 'id' | 'sealedTokens'>, sealedTokens: string): Promise<void>;
  abstract forgetDeparture(departureId: string): Promise<void>;
}
