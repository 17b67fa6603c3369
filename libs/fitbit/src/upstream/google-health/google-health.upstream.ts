import type { CivilDate } from '../../model/civil-date';
import type { Clock } from '../../model/clock';
import type { DataPoint } from '../../model/data-point';
import type { DateRange } from '../../model/date-range';
import type { KnownProfile, UpstreamAccount, UpstreamProfile } from '../../model/grant';
import type { NotificationBatch } from '../../model/notification';
import type { Category } from '../../model/resource';
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
import type { SubscriberRegistry } from '../subscriber-registry';
import { TabledUpstream } from '../shared/tabled-upstream';
import { believableDays } from '../shared/believable-days';
import { readIdentity } from './account/identity';
import { interpretProfile, readProfileParts } from './account/profile';
import { Conversation } from './api/conversation';
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
import type { Endpoint } from './endpoint';
import { endpointByKey, endpointFor } from './endpoints';
import { SCOPES } from './scopes';

export interface GoogleHealthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: GoogleHealthUrls;
  /** Those that a notification may carry; without any, every notification counts as forged. @defaultValue none */
  readonly webhookSecrets?: readonly string[] | undefined;
  /** What is needed to register the subscriber; without it that is somebody else's business. */
  readonly project?: ProjectSettings | undefined;
  /** For one request, from sending it to the last byte of the answer. @defaultValue `30_000` */
  readonly requestTimeoutMs?: number | undefined;
  readonly clock: Clock;
}

/** The Google Health API v4. @see https://developers.google.com/health */
export class GoogleHealthUpstream extends TabledUpstream<Endpoint> {
  override readonly name = 'google-health';
  override readonly webhookRoute = 'webhook';
  override readonly unannouncedResources = UNANNOUNCED_RESOURCES;
  /** @see https://developers.google.com/health/rate-limits */
  override readonly quota = { kind: 'per-minute', requests: 300 } as const;
  private readonly http: HttpClient;
  protected override readonly oauth: GoogleOAuth;
  protected override readonly endpoints = { endpointByKey, endpointFor };
  protected override readonly accountScopes = [SCOPES.profile, SCOPES.settings];
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

  /** @throws AuthorizationRefusedError (`account_not_linked`) for a Google account without Google Health. */
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

  protected override async carryOut(
    session: UpstreamSession,
    endpoint: Endpoint,
    request: PlannedRequest,
    onReadSince?: (day: CivilDate) => void,
  ): Promise<DataPoint[]> {
    const conversation = this.converse(session);
    const points =
      endpoint.method === 'dailyRollUp'
        ? await this.rollups.read(conversation, endpoint, request.window, onReadSince)
        : await readReconciled(conversation, endpoint, request, onReadSince);
    return endpoint.interpret(points, request);
  }

  /** None while the subscriber is AUTOMATIC: whoever grants a scope is subscribed to its types. */
  override wantedSubscriptions(key: string, collections: readonly Category[]): UpstreamSubscription[] | undefined {
    return this.manual && (collections.length > 0 ? [{ id: key }] : []);
  }

  /** The id is made of the user's, not of ours: Google allows but few characters. */
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
    return Promise.resolve(request).then((arrived) => parseNotifications(arrived, believable));
  }

  override affected(dataType: string, days: readonly DateRange[]): AffectedDays[] {
    return affected(dataType, days);
  }

  private converse(session: UpstreamSession): Conversation {
    return new Conversation(this.http, this.settings.urls.api, session);
  }
}
