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
import type { SubscriberRegistry } from '../port/subscriber-registry';
import type { UpstreamSubscription, WantedSubscription } from '../port/subscription';
import type { AffectedDays, WebhookAuthenticity, WebhookRequest } from '../port/webhook';
import { AuthorizedClient } from '../shared/authorized-client';
import { believableDays } from '../shared/believable-days';
import { readIdentity } from './account/identity';
import { interpretProfile, readProfileParts } from './account/profile';
import { DIALECT } from './api/dialect';
import { ENDPOINTS } from './endpoints';
import { readReconciled } from './fetch/read-reconciled';
import { RollupReader } from './fetch/rollup-reader';
import type { GoogleHealthUrls } from './google-health.urls';
import { AcceptedSecrets } from './notifications/accepted-secrets';
import { affected, UNANNOUNCED_RESOURCES } from './notifications/affected';
import { KeysetCache } from './notifications/keyset-cache';
import { loadKeyset } from './notifications/load-keyset';
import { parseNotifications } from './notifications/parse-notifications';
import { WebhookVerifier } from './notifications/webhook-verifier';
import { GoogleOAuth } from './oauth/google-oauth';
import { plan } from './planner';
import { projectOf, type ProjectSettings } from './project/project';
import type { ProjectSubscriptions } from './project/subscriptions';

export interface GoogleHealthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: GoogleHealthUrls;
  /** The secrets that a notification may carry. Without any, every notification counts as forged. @defaultValue none */
  readonly webhookSecrets?: readonly string[] | undefined;
  /** What is needed to register the subscriber. Without it, the subscriber is managed elsewhere. */
  readonly project?: ProjectSettings | undefined;
  /** For one request, from sending it to the last byte of the answer. @defaultValue `30_000` */
  readonly requestTimeoutMs?: number | undefined;
  readonly clock: Clock;
}

/** The Google Health API v4. @see https://developers.google.com/health */
export class GoogleHealthUpstream extends FitbitUpstream {
  override readonly name = 'google-health';
  override readonly webhookRoute = 'webhook';
  override readonly unannouncedResources = UNANNOUNCED_RESOURCES;
  /** @see https://developers.google.com/health/rate-limits */
  override readonly quota = { kind: 'per-minute', requests: 300 } as const;
  override readonly oauth: GoogleOAuth;
  private readonly http: HttpClient;
  private readonly rollups = new RollupReader();
  private readonly verifier: WebhookVerifier;
  override readonly subscribers: SubscriberRegistry | undefined;
  /** Present when users are subscribed one by one. */
  private readonly manual: ProjectSubscriptions | undefined;

  /** @throws FitbitOptionsError for a URL that is neither https nor http on a loopback host. */
  constructor(private readonly settings: GoogleHealthSettings) {
    super();
    assertSafeUrls(settings.urls);
    this.http = new HttpClient({ timeoutMs: settings.requestTimeoutMs });
    this.oauth = new GoogleOAuth({ ...settings, http: this.http });
    const keys = new KeysetCache(() => loadKeyset(settings.urls.webhookKeyset), settings.clock);
    const project = projectOf(settings, this.http);
    this.subscribers = project?.subscribers;
    this.manual = settings.project?.policy === 'MANUAL' ? project?.subscriptions : undefined;
    this.verifier = new WebhookVerifier(new AcceptedSecrets(settings.webhookSecrets ?? []), keys);
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

  /** @throws AuthorizationRefusedError (`account_not_linked`) for a Google account without Google Health. */
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
    const endpoint = ENDPOINTS.endpointOf(request);
    const client = this.clientOf(session);
    const points =
      endpoint.method === 'dailyRollUp'
        ? await this.rollups.read(client, endpoint, request.window, onReadSince)
        : await readReconciled(client, endpoint, request, onReadSince);
    return endpoint.interpret(points, request);
  }

  /** None while the subscriber is AUTOMATIC: a user who grants a scope is subscribed to its types. */
  override wantedSubscriptions(key: string, resources: readonly ResourceName[]): WantedSubscription[] | undefined {
    return this.manual && (resources.length > 0 ? [{ id: key, resources }] : []);
  }

  /** The id derives from the user's id, not from our key: Google allows only a few characters. */
  override async subscribe({ upstreamUserId }: UpstreamUser): Promise<UpstreamSubscription | undefined> {
    return this.manual && { id: await this.manual.create(upstreamUserId) };
  }

  override async subscriptions({ upstreamUserId }: UpstreamUser): Promise<UpstreamSubscription[]> {
    const found = (await this.manual?.listForUser(upstreamUserId)) ?? [];
    return found.map(({ subscriptionId, current }) => ({ id: subscriptionId, current }));
  }

  override async unsubscribe(_user: UpstreamUser, { id }: UpstreamSubscription): Promise<void> {
    await this.manual?.delete(id);
  }

  override verify(request: WebhookRequest): Promise<WebhookAuthenticity> {
    return this.verifier.verify(request);
  }

  override parse(request: WebhookRequest): Promise<NotificationBatch> {
    const believable = believableDays(this.settings.clock.now());
    // In then(), so that an error rejects the promise.
    return Promise.resolve(request).then((arrived) => parseNotifications(arrived, believable));
  }

  override affected(dataType: string, days: readonly DateRange[]): AffectedDays[] {
    return affected(dataType, days);
  }

  private clientOf(session: UpstreamSession): AuthorizedClient {
    return new AuthorizedClient(this.http, this.settings.urls.api, DIALECT, session);
  }
}
