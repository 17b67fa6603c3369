import type { IncomingHttpHeaders } from 'node:http';
import type { CivilDate } from '../model/civil-date';
import type { DataPoint } from '../model/data-point';
import type { DateRange } from '../model/date-range';
import type { Grant, KnownProfile, UpstreamAccount, UpstreamProfile } from '../model/grant';
import type { NotificationBatch } from '../model/notification';
import type { Category, ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';
import type { SubscriberRegistry } from './subscriber-registry';

/** One request to the upstream, planned. Plain JSON: it travels as a job. */
export interface PlannedRequest {
  /** How the adapter reads it, for example `dailyRollUp:steps:all-sources`; opaque outside the adapter. */
  readonly endpoint: string;
  /** What the answer serves: at least one resource. */
  readonly resources: readonly ResourceName[];
  readonly window: DateRange;
}

/** The days that are wanted of each resource; in the order in which they are wanted. */
export type Wanted = ReadonlyMap<ResourceName, readonly DateRange[]>;

export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  /** Base64url SHA-256 of the code verifier (RFC 7636, S256). */
  readonly codeChallenge: string;
  readonly scopes: readonly string[];
}

export interface CodeExchange {
  /** The URL the user came back to, with its query as it arrived. */
  readonly callbackUrl: URL;
  readonly redirectUri: string;
  readonly state: string;
  readonly codeVerifier: string;
}

/** What an answer said of the user's quota: only what can be true, the adapter has looked at it. */
export interface QuotaReport {
  /** Requests of the whole window. */
  readonly limit?: number | undefined;
  /** What is left of them. May lag behind. */
  readonly remaining?: number | undefined;
  readonly resetsInMs?: number | undefined;
  /** The request was one too many: nothing of this user is to be sent for so long. */
  readonly refusedForMs?: number | undefined;
}

/** How one request ended, beside its data. */
export interface RequestOutcome {
  /** HTTP status; `undefined` when no whole answer came. */
  readonly status: number | undefined;
  readonly quota?: QuotaReport | undefined;
}

/** What an adapter needs to send requests for one connection. */
export interface UpstreamSession {
  readonly accessToken: string;
  /**
   * Called before every request. Returns when it may be sent.
   * @throws RateLimitedError when the budget is spent for longer than a request should wait in place.
   * @throws UpstreamUnavailableError while the upstream is left alone because it failed for everybody.
   */
  admit(kind: 'first' | 'continuation'): Promise<void>;
  /** Called after every request that was admitted and sent. Never throws. */
  observe?(outcome: RequestOutcome): Promise<void>;
}

/** One user, in whose name or of whom the upstream is asked. */
export interface UpstreamUser {
  readonly session: UpstreamSession;
  /** As in {@link Connection.upstreamUserId}. */
  readonly upstreamUserId: string;
}

/** What one can be notified of: changes of a category, or that the user took the permission back. */
export type SubscribedCollection = Category | 'userRevokedAccess';

/** What the upstream is asked to tell us of: changes of one user's data. */
export interface UpstreamSubscription {
  /** Chosen by us: at most 50 characters, unique over all users and collections of the application. */
  readonly id: string;
  /**
   * `undefined`: all collections in one subscription, which an upstream may allow only to users who granted every
   * scope. Both kinds for one user bring every notification twice.
   */
  readonly collection?: SubscribedCollection | undefined;
  /** `false`: for less than it should be; it has to be ended and made again. @defaultValue `true` */
  readonly current?: boolean | undefined;
}

/** How many requests the upstream allows for one user. */
export type UpstreamQuota =
  /** In any 60 seconds. */
  | { readonly kind: 'per-minute'; readonly requests: number }
  /** From one full hour of the clock to the next. */
  | { readonly kind: 'per-clock-hour'; readonly requests: number };

/** A request that came to a webhook route: nothing of it is believed yet. */
export interface WebhookRequest {
  readonly headers: IncomingHttpHeaders;
  /** Byte for byte as it arrived. */
  readonly body: Uint8Array;
}

/** `handshake`: the upstream makes sure that the endpoint is ours; it has no notifications. */
export type WebhookAuthenticity = 'authentic' | 'handshake' | 'forged';

/** What has to be read again after a change. */
export interface AffectedDays {
  readonly resource: ResourceName;
  readonly days: readonly DateRange[];
}

/** `not_available`: the upstream has no such series. `not_consented`: the user did not grant its scope. */
export type Availability = 'available' | 'not_available' | 'not_consented';

/**
 * The remote API, the only place that knows which one is in use. Every method throws the errors of `errors/`:
 * ReauthorizationRequiredError, UpstreamConfigurationError, RateLimitedError, ScopeMissingError, UpstreamGoneError,
 * UpstreamUnavailableError, MalformedAnswerError, RequestRefusedError and, for data, AccessTokenRejectedError.
 */
export abstract class FitbitUpstream {
  abstract readonly name: UpstreamName;
  abstract readonly quota: UpstreamQuota;

  /** The scopes to ask for so that `resources` can be read, with those of identity, profile and settings. */
  abstract scopesFor(resources: readonly ResourceName[]): string[];
  abstract availability(resource: ResourceName, grantedScopes: readonly string[]): Availability;

  abstract authorizationUrl(request: AuthorizationRequest): Promise<URL>;
  /** @throws AuthorizationRefusedError when the upstream refuses the code or answers without an access token. */
  abstract exchangeCode(exchange: CodeExchange): Promise<Grant>;
  /** @throws ReauthorizationRequiredError for `invalid_grant`, and only for it. */
  abstract refresh(grant: Grant): Promise<Grant>;
  /** Ends the whole grant. A grant that the upstream does not know any more counts as revoked. */
  abstract revoke(grant: Grant): Promise<void>;

  abstract identify(session: UpstreamSession): Promise<UpstreamAccount>;
  /** Parts that the user did not grant are absent, not an error. */
  abstract profile(
    session: UpstreamSession,
    grantedScopes: readonly string[],
    known?: KnownProfile,
  ): Promise<UpstreamProfile>;

  /** Pure: the fewest requests that bring every wanted day once, newest first within a read. */
  abstract plan(wanted: Wanted): PlannedRequest[];
  /**
   * Sends a planned request and follows its pages. The answer stands for the whole window: a day without a point has
   * no data. All or nothing.
   *
   * @param onReadSince - told between the pages, never after the last: the days from this one on have been read
   */
  abstract fetch(
    session: UpstreamSession,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]>;

  /**
   * The application's own endpoint at the upstream; `undefined` where it is set on a page of the upstream, or where the
   * options do not say who may set it.
   */
  abstract readonly subscribers: SubscriberRegistry | undefined;
  /**
   * Pure: the subscriptions that should stand for a user who granted these collections; `undefined` when the upstream
   * notifies without being asked. `key` is ours: at most 32 letters and digits, another one for each user.
   */
  abstract wantedSubscriptions(key: string, collections: readonly Category[]): UpstreamSubscription[] | undefined;
  /**
   * Asks to be notified. Doing it again changes nothing. Returns the subscription that stands afterwards, whose id is
   * another one when the user's collection already had it; `undefined` when the upstream notifies without being asked.
   *
   * @throws ScopeMissingError when the user did not grant the collection, or not all of them.
   * @throws RequestRefusedError when the id is in use for another user or collection.
   */
  abstract subscribe(user: UpstreamUser, subscription: UpstreamSubscription): Promise<UpstreamSubscription | undefined>;
  /** The user's subscriptions of this application; none when the upstream notifies without being asked. */
  abstract subscriptions(user: UpstreamUser): Promise<UpstreamSubscription[]>;
  /** Ends one, as {@link subscriptions} lists it. One that does not exist any more counts as ended. */
  abstract unsubscribe(user: UpstreamUser, subscription: UpstreamSubscription): Promise<void>;

  /** Where this upstream sends its notifications, below the module's prefix. */
  abstract readonly webhookRoute: 'update' | 'webhook';
  /**
   * Whether a request to {@link webhookRoute} comes from the upstream. Compares in constant time, over the raw body,
   * before anything is parsed. Fails closed: what cannot be judged is forged.
   *
   * @throws UpstreamUnavailableError when it cannot be judged now, so that the sender tries again.
   */
  abstract verify(request: WebhookRequest): Promise<WebhookAuthenticity>;
  /**
   * Reads the notifications of a request that {@link verify} found authentic. One bad entry does not spoil the others,
   * and one about a collection that this version does not know is not bad: a batch may be empty.
   *
   * @throws MalformedNotificationError when there is no valid entry at all.
   */
  abstract parse(request: WebhookRequest): Promise<NotificationBatch>;
  /** Series that the upstream does not announce: they change with others, and need not be read at every notification. */
  abstract readonly unannouncedResources: ReadonlySet<ResourceName>;
  /**
   * Pure: the days of our resources, unannouncedResources among them, that read differently after a change of a collection;
   * `today` is the user's own. Empty for a collection that this version does not know.
   */
  abstract affected(collection: string, days: readonly DateRange[], today: CivilDate): AffectedDays[];
}
