import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Switches } from '../switches';
import { GoogleOAuthServer } from './oauth/google-oauth-server';
import type { ServiceAccountKey } from './oauth/service-account-key';
import { HEALTH_SCOPES, isKnownScope } from './oauth/google-scopes';
import type { UpstreamServer } from '../server/upstream-server';
import type { ObservedWorld } from '../world/observed-world';
import type { Outbox } from '../outbox/outbox';
import { errorForStatus } from './errors/for-status';
import { REFUSALS } from './errors/refusals';
import { GoogleHealthApi, KEYSET_PATH } from './google-health-api';
import type { WebhookNotification } from './webhooks/webhook-notification';
import type { WebhookKeys } from './webhooks/webhook-keys';

interface GoogleHealthServerOptions {
  readonly world: ObservedWorld;
  readonly switches: Readonly<Switches>;
  readonly now: () => number;
  readonly issuer: () => string;
  readonly quota: boolean;
}

const OAUTH_PATHS = new Set(['/o/oauth2/v2/auth', '/token', '/revoke', '/tokeninfo', '/oauth2/v3/certs']);

/** Google Health API v4 and its OAuth server. */
export class GoogleHealthServer implements UpstreamServer {
  readonly scopes = HEALTH_SCOPES;
  readonly refusals = REFUSALS;
  private readonly oauth: GoogleOAuthServer;
  private readonly health: GoogleHealthApi;

  constructor(options: GoogleHealthServerOptions) {
    this.oauth = new GoogleOAuthServer(options);
    this.health = new GoogleHealthApi({
      ...options,
      grants: this.oauth.grants,
      serviceTokens: this.oauth.serviceTokens,
    });
  }

  get outbox(): Outbox<WebhookNotification> {
    return this.health.webhooks.outbox;
  }

  /** The keys that notifications are signed with. */
  get webhookKeys(): WebhookKeys {
    return this.health.webhooks.keys;
  }

  serviceAccountKey(): ServiceAccountKey {
    return this.oauth.serviceAccountKey();
  }

  register(app: FastifyInstance): void {
    this.oauth.register(app);
    this.health.register(app);
  }

  personOf(request: FastifyRequest): string | undefined {
    return request.url.startsWith('/v4/') ? this.health.personOf(request) : this.oauth.personOf(request);
  }

  owns(path: string): boolean {
    return path.startsWith('/v4/') || OAUTH_PATHS.has(path) || path === KEYSET_PATH;
  }

  bodyFor(status: number, path: string): unknown {
    if (path.startsWith('/v4/') || path === KEYSET_PATH) return errorForStatus(status);
    const error = status >= 500 ? 'internal_failure' : status === 401 ? 'invalid_client' : 'invalid_grant';
    return { error, error_description: status >= 500 ? 'Backend Error' : 'Bad Request' };
  }

  knowsScope(scope: string): boolean {
    return isKnownScope(scope);
  }

  grant(personId: string, scopes: readonly string[], expiresIn?: number): object {
    return this.oauth.grant(personId, scopes, expiresIn);
  }

  hasGrant(personId: string): boolean {
    return this.oauth.grants.scopesOf(personId) !== undefined;
  }

  subscriptionsOf(): readonly string[] {
    return [];
  }

  revoke(personId: string): boolean {
    const { grants } = this.oauth;
    const scopes = grants.scopesOf(personId);
    if (!grants.revokeAllOf(personId)) return false;
    this.health.webhooks.revoked(personId, scopes ?? new Set());
    return true;
  }

  reset(): void {
    this.oauth.reset();
    this.health.reset();
  }
}
