import type { CivilDate } from '../../model/civil-date';
import type { Clock } from '../../model/clock';
import type { DataPoint } from '../../model/data-point';
import type { DateRange } from '../../model/date-range';
import type { KnownProfile, UpstreamAccount, UpstreamProfile } from '../../model/grant';
import type { NotificationBatch } from '../../model/notification';
import type { ResourceName } from '../../model/resource';
import { FitbitUpstream } from '../fitbit-upstream';
import { HttpClient } from '../http/http-client';
import { assertSafeUrls } from '../http/safe-urls';
import type { Availability, PlannedRequest, Wanted } from '../port/planned-request';
import type { UpstreamSession, UpstreamUser } from '../port/session';
import type { UpstreamSubscription, WantedSubscription } from '../port/subscription';
import type { AffectedDays, WebhookAuthenticity, WebhookRequest } from '../port/webhook';
import { AuthorizedClient } from '../shared/authorized-client';
import { believableDays } from '../shared/believable-days';
import { readIdentity } from './account/identity';
import { interpretProfile, readProfileParts } from './account/profile';
import { DIALECT } from './api/dialect';
import { ENDPOINTS } from './endpoints';
import { readWindow } from './fetch/read-window';
import type { FitbitWebApiUrls } from './fitbit-web-api.urls';
import { affected } from './notifications/affected';
import { parseNotifications } from './notifications/parse-notifications';
import { isSigned } from './notifications/signature';
import { FitbitOAuth } from './oauth/fitbit-oauth';
import { plan } from './planner';
import { Subscriptions } from './subscriptions/subscriptions';
import { wantedSubscriptions } from './subscriptions/wanted-subscriptions';

export interface FitbitWebApiSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: FitbitWebApiUrls;
  /** Which of the application's subscribers receives the notifications. @defaultValue the application's default one */
  readonly subscriberId?: string | undefined;
  /** For one request, from sending it to the last byte of the answer. @defaultValue `30_000` */
  readonly requestTimeoutMs?: number | undefined;
  readonly clock: Clock;
}

/** The Fitbit Web API, turned down in 2026. @see https://dev.fitbit.com/build/reference/web-api/ */
export class FitbitWebApiUpstream extends FitbitUpstream {
  override readonly name = 'fitbit-web-api';
  override readonly webhookRoute = 'update';
  /** The endpoint is set and verified on https://dev.fitbit.com/apps. */
  override readonly subscribers = undefined;
  /** None: a collection is announced as a whole. */
  override readonly unannouncedResources: ReadonlySet<ResourceName> = new Set();
  /** @see https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/#Rate-Limits */
  override readonly quota = { kind: 'per-clock-hour', requests: 150 } as const;
  override readonly oauth: FitbitOAuth;
  private readonly http: HttpClient;

  /** @throws FitbitOptionsError for a URL that is neither https nor http on a loopback host. */
  constructor(private readonly settings: FitbitWebApiSettings) {
    super();
    assertSafeUrls(settings.urls);
    this.http = new HttpClient({ timeoutMs: settings.requestTimeoutMs });
    this.oauth = new FitbitOAuth({ ...settings, http: this.http });
  }

  override lastAnsweredNow(): Date | undefined {
    return this.http.lastAnsweredNow();
  }

  override scopesFor(resources: readonly ResourceName[]): string[] {
    return ENDPOINTS.scopesFor(resources);
  }

  override availability(resource: ResourceName, grantedScopes: readonly string[]): Availability {
    return ENDPOINTS.availability(resource, grantedScopes);
  }

  override identify(session: UpstreamSession): Promise<UpstreamAccount> {
    return readIdentity(this.clientOf(session));
  }

  override async profile(
    session: UpstreamSession,
    grantedScopes: readonly string[],
    known?: KnownProfile,
  ): Promise<UpstreamProfile> {
    const parts = await readProfileParts(this.clientOf(session), grantedScopes);
    return interpretProfile(parts, this.settings.clock.now(), known);
  }

  override plan(wanted: Wanted): PlannedRequest[] {
    return plan(wanted);
  }

  override async fetch(
    session: UpstreamSession,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]> {
    return readWindow(this.clientOf(session), ENDPOINTS.endpointOf(request), request, onReadSince);
  }

  override wantedSubscriptions(key: string, resources: readonly ResourceName[]): WantedSubscription[] {
    return wantedSubscriptions(key, resources);
  }

  override subscribe({ session }: UpstreamUser, subscription: UpstreamSubscription): Promise<UpstreamSubscription> {
    return this.subscriptionsOf(session).create(subscription);
  }

  override subscriptions({ session }: UpstreamUser): Promise<UpstreamSubscription[]> {
    return this.subscriptionsOf(session).list();
  }

  override unsubscribe({ session }: UpstreamUser, subscription: UpstreamSubscription): Promise<void> {
    return this.subscriptionsOf(session).delete(subscription);
  }

  /** Never a handshake: that is a GET with a code, which the upstream adapter does not need to know. */
  override verify(request: WebhookRequest): Promise<WebhookAuthenticity> {
    return Promise.resolve(isSigned(request, this.settings.clientSecret) ? 'authentic' : 'forged');
  }

  override parse(request: WebhookRequest): Promise<NotificationBatch> {
    return parseNotifications(request, believableDays(this.settings.clock.now()));
  }

  override affected(collection: string, days: readonly DateRange[], today: CivilDate): AffectedDays[] {
    return affected(collection, days, today);
  }

  private subscriptionsOf(session: UpstreamSession): Subscriptions {
    return new Subscriptions(this.clientOf(session), this.settings.subscriberId);
  }

  private clientOf(session: UpstreamSession): AuthorizedClient {
    return new AuthorizedClient(this.http, this.settings.urls.api, DIALECT, session);
  }
}
