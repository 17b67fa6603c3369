import type { CivilDate } from '../../model/civil-date';
import type { Clock } from '../../model/clock';
import type { DataPoint } from '../../model/data-point';
import type { DateRange } from '../../model/date-range';
import type { KnownProfile, UpstreamAccount, UpstreamProfile } from '../../model/grant';
import type { NotificationBatch } from '../../model/notification';
import type { Category, ResourceName } from '../../model/resource';
import type {
  AffectedDays,
  PlannedRequest,
  UpstreamSession,
  UpstreamSubscription,
  UpstreamUser,
  Wanted,
  WebhookRequest,
  WebhookAuthenticity,
} from '../fitbit-upstream';
import { HttpClient } from '../http/http-client';
import { assertSafeUrls } from '../http/safe-urls';
import { TabledUpstream } from '../shared/tabled-upstream';
import { believableDays } from '../shared/believable-days';
import { readIdentity } from './account/identity';
import { interpretProfile, readProfileParts } from './account/profile';
import { Conversation } from './api/conversation';
import { readWindow } from './fetch/read-window';
import type { FitbitWebApiUrls } from './fitbit-web-api.urls';
import { affected } from './notifications/affected';
import { parseNotifications } from './notifications/parse-notifications';
import { isSigned } from './notifications/signature';
import { FitbitOAuth } from './oauth/fitbit-oauth';
import { plan } from './planner';
import type { Endpoint } from './endpoint';
import { endpointByKey, endpointFor } from './endpoints';
import { SCOPES } from './scopes';
import { Subscriptions } from './subscriptions/subscriptions';

export interface FitbitWebApiSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: FitbitWebApiUrls;
  /** Which of the application's subscribers gets the notifications. @defaultValue the application's default one */
  readonly subscriberId?: string | undefined;
  /** For one request, from sending it to the last byte of the answer. @defaultValue `30_000` */
  readonly requestTimeoutMs?: number | undefined;
  readonly clock: Clock;
}

/** The Fitbit Web API, turned down in 2026. @see https://dev.fitbit.com/build/reference/web-api/ */
export class FitbitWebApiUpstream extends TabledUpstream<Endpoint> {
  override readonly name = 'fitbit-web-api';
  override readonly webhookRoute = 'update';
  /** Set on https://dev.fitbit.com/apps, with its verification. */
  override readonly subscribers = undefined;
  /** None: a collection is announced as a whole. */
  override readonly unannouncedResources: ReadonlySet<ResourceName> = new Set();
  /** @see https://dev.fitbit.com/build/reference/web-api/developer-guide/application-design/#Rate-Limits */
  override readonly quota = { kind: 'per-clock-hour', requests: 150 } as const;
  private readonly http: HttpClient;
  protected override readonly oauth: FitbitOAuth;
  protected override readonly endpoints = { endpointByKey, endpointFor };
  protected override readonly accountScopes = [SCOPES.profile, SCOPES.settings];

  /** @throws FitbitOptionsError for a URL that is neither https nor http on a loopback host. */
  constructor(private readonly settings: FitbitWebApiSettings) {
    super();
    assertSafeUrls(settings.urls);
    this.http = new HttpClient({ timeoutMs: settings.requestTimeoutMs });
    this.oauth = new FitbitOAuth({ ...settings, http: this.http });
  }

  override identify(session: UpstreamSession): Promise<UpstreamAccount> {
    return readIdentity(this.converse(session));
  }

  override async profile(
    session: UpstreamSession,
    grantedScopes: readonly string[],
    known?: KnownProfile,
  ): Promise<UpstreamProfile> {
    const parts = await readProfileParts(this.converse(session), grantedScopes);
    return interpretProfile(parts, this.settings.clock.now(), known);
  }

  override plan(wanted: Wanted): PlannedRequest[] {
    return plan(wanted);
  }

  protected override carryOut(
    session: UpstreamSession,
    endpoint: Endpoint,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]> {
    return readWindow(this.converse(session), endpoint, request, onReadSince);
  }

  /** One for each collection: a subscription to all of them at once needs every scope. */
  override wantedSubscriptions(key: string, collections: readonly Category[]): UpstreamSubscription[] {
    if (collections.length === 0) return [];
    const wanted = [...collections, 'userRevokedAccess' as const];
    return wanted.map((collection) => ({ id: `${key}-${collection}`, collection }));
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

  /** Never a handshake: that is a GET, with a code that the upstream does not need to know. */
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
    return new Subscriptions(this.converse(session), this.settings.subscriberId);
  }

  private converse(session: UpstreamSession): Conversation {
    return new Conversation(this.http, this.settings.urls.api, session);
  }
}
