import type { CivilDate } from '../model/civil-date';
import type { DataPoint } from '../model/data-point';
import type { DateRange } from '../model/date-range';
import type { KnownProfile, UpstreamAccount, UpstreamProfile } from '../model/grant';
import type { NotificationBatch } from '../model/notification';
import type { ResourceName } from '../model/resource';
import type { UpstreamName } from '../model/upstream-name';
import type { OAuthFlow } from './port/authorization';
import type { Availability, PlannedRequest, Wanted } from './port/planned-request';
import type { UpstreamQuota, UpstreamSession, UpstreamUser } from './port/session';
import type { SubscriberRegistry } from './port/subscriber-registry';
import type { Collection, UpstreamSubscription, WantedSubscription } from './port/subscription';
import type { AffectedDays, WebhookAuthenticity, WebhookRequest } from './port/webhook';

export type * from './port/authorization';
export { GoneAnswerError } from './port/gone-answer.error';
export type * from './port/planned-request';
export type * from './port/session';
export type * from './port/subscription';
export type * from './port/webhook';

/**
 * The remote API, and the only place that knows which one is in use. Every method throws the errors of `errors/`:
 * ReauthorizationRequiredError, UpstreamConfigurationError, RateLimitedError, ScopeMissingError,
 * UpstreamUnavailableError, MalformedAnswerError, RequestRefusedError and, for data, AccessTokenRejectedError. A 410 of an
 * upstream that is turned down one day is a {@link GoneAnswerError}, a kind of UpstreamUnavailableError.
 */
export abstract class FitbitUpstream {
  abstract readonly name: UpstreamName;
  abstract readonly quota: UpstreamQuota;
  abstract readonly oauth: OAuthFlow;

  /** The upstream's time: the `Date` header of its last answer, and the time since. `undefined` before the first one. */
  abstract lastAnsweredNow(): Date | undefined;

  /** The scopes to ask for so that `resources` can be read, and those of identity, profile and settings. */
  abstract scopesFor(resources: readonly ResourceName[]): string[];
  abstract availability(resource: ResourceName, grantedScopes: readonly string[]): Availability;

  abstract identify(session: UpstreamSession): Promise<UpstreamAccount>;
  /** Parts that the user did not grant are absent, not an error. */
  abstract profile(
    session: UpstreamSession,
    grantedScopes: readonly string[],
    known?: KnownProfile,
  ): Promise<UpstreamProfile>;

  /** Pure: the fewest requests that bring every wanted day once, newest first. */
  abstract plan(wanted: Wanted): PlannedRequest[];
  /**
   * Sends a planned request and follows its pages. The answer stands for the whole window: a day without a point has
   * no data. All or nothing.
   *
   * @param onReadSince - called between two pages, never after the last: every day from this one on has been read
   */
  abstract fetch(
    session: UpstreamSession,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]>;

  /**
   * The registry of the application's webhook endpoint. `undefined` where the endpoint is set on a page of the upstream,
   * or where the options lack the credentials for it.
   */
  abstract readonly subscribers: SubscriberRegistry | undefined;
  /**
   * Pure: the subscriptions that should exist for a user who granted these resources. `undefined` when the upstream
   * notifies without being asked.
   *
   * @param key - ours, different for each user: at most 32 letters and digits
   */
  abstract wantedSubscriptions(key: string, resources: readonly ResourceName[]): WantedSubscription[] | undefined;
  /**
   * Asks to be notified; repeating it changes nothing. Returns the subscription that exists afterwards. Its id differs
   * when the user's collection already had a subscription. `undefined` when the upstream notifies without being asked.
   *
   * @throws ScopeMissingError when the user did not grant the collection, or not all of them.
   * @throws RequestRefusedError when the id is in use for another user or collection.
   */
  abstract subscribe(user: UpstreamUser, subscription: UpstreamSubscription): Promise<UpstreamSubscription | undefined>;
  /** The user's subscriptions of this application. Empty when the upstream notifies without being asked. */
  abstract subscriptions(user: UpstreamUser): Promise<UpstreamSubscription[]>;
  /** Ends one of {@link subscriptions}. A subscription that no longer exists counts as ended. */
  abstract unsubscribe(user: UpstreamUser, subscription: UpstreamSubscription): Promise<void>;

  /** Where this upstream sends its notifications, below the module's prefix. */
  abstract readonly webhookRoute: 'update' | 'webhook';
  /**
   * Whether a request to {@link webhookRoute} comes from the upstream. Checks the raw body in constant time, before
   * anything is parsed. Fails closed: a request that cannot be verified counts as forged.
   *
   * @throws UpstreamUnavailableError when verification is impossible at the moment, so that the sender retries.
   */
  abstract verify(request: WebhookRequest): Promise<WebhookAuthenticity>;
  /**
   * Parses the notifications of a request that {@link verify} found authentic. One bad entry does not spoil the others.
   * An entry about a collection that this version does not know is not bad, so a batch may be empty.
   *
   * @throws MalformedNotificationError when there is no valid entry at all.
   */
  abstract parse(request: WebhookRequest): Promise<NotificationBatch>;
  /**
   * Resources that the upstream sends no notifications for. They change together with others, and need not be read at
   * every notification.
   */
  abstract readonly unannouncedResources: ReadonlySet<ResourceName>;
  /**
   * Pure: the days to read again after a change of a collection, {@link unannouncedResources} included. Empty for a
   * collection that this version does not know.
   *
   * @param today - the user's own
   */
  abstract affected(collection: Collection, days: readonly DateRange[], today: CivilDate): AffectedDays[];
}
