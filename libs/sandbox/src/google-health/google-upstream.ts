import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Behaviours } from '../behaviours';
import { GoogleOAuth } from '../google-oauth/google-oauth';
import { HEALTH_SCOPES, isKnownScope } from '../google-oauth/scopes';
import type { Upstream } from '../server/upstream';
import type { ObservedWorld } from '../observed-world';
import { errorForStatus } from './errors/for-status';
import { REFUSALS } from './errors/refusals';
import { GoogleHealth } from './google-health';

interface GoogleOptions {
  readonly world: ObservedWorld;
  readonly behaviours: Readonly<Behaviours>;
  readonly now: () => number;
  readonly issuer: () => string;
  readonly quota: boolean;
}

const OAUTH_PATHS = new Set(['/o/oauth2/v2/auth', '/token', '/revoke', '/tokeninfo', '/oauth2/v3/certs']);

/** Google Health API v4 and the OAuth server in front of it. */
export class GoogleUpstream implements Upstream {
  readonly scopes = HEALTH_SCOPES;
  readonly refusals = REFUSALS;
  private readonly oauth: GoogleOAuth;
  private readonly health: GoogleHealth;

  constructor(options: GoogleOptions) {
    this.oauth = new GoogleOAuth(options);
    this.health = new GoogleHealth({ ...options, grants: this.oauth.grants });
  }

  register(app: FastifyInstance): void {
    this.oauth.register(app);
    this.health.register(app);
  }

  personOf(request: FastifyRequest): string | undefined {
    return request.url.startsWith('/v4/') ? this.health.personOf(request) : this.oauth.personOf(request);
  }

  owns(path: string): boolean {
    return path.startsWith('/v4/') || OAUTH_PATHS.has(path);
  }

  bodyFor(status: number, path: string): unknown {
    if (path.startsWith('/v4/')) return errorForStatus(status);
    const error = status >= 500 ? 'internal_failure' : status === 401 ? 'invalid_client' : 'invalid_grant';
    return { error, error_description: status >= 500 ? 'Backend Error' : 'Bad Request' };
  }

  knowsScope(scope: string): boolean {
    return isKnownScope(scope);
  }

  grant(personId: string, scopes: readonly string[], expiresIn?: number): object {
    return this.oauth.grant(personId, scopes, expiresIn);
  }

  reset(): void {
    this.oauth.grants.reset();
    this.health.reset();
  }
}
