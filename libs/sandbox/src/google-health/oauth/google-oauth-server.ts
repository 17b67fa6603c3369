import type { FastifyInstance, FastifyRequest } from 'fastify';
import { personOfForm } from '../../oauth/person-of-form';
import type { GoogleOAuthSwitches } from '../../switches/google-oauth.switches';
import type { World } from '../../world/world';
import { registerAuthorizationEndpoint } from './authorization-endpoint';
import { GrantStore } from './grant-store';
import { IdTokens } from './id-token';
import { serviceAccountKey, type ServiceAccountKey } from './service-account-key';
import { ServiceTokens } from './service-tokens';
import { registerTokenEndpoint } from './token-endpoint';
import { tokenAnswer } from './issued-answer';

interface GoogleOAuthOptions {
  readonly world: World;
  readonly switches: Readonly<GoogleOAuthSwitches>;
  readonly now: () => number;
  readonly issuer: () => string;
}

/** Google's OAuth 2.0 server. All of its hosts share one base URL. */
export class GoogleOAuthServer {
  readonly grants: GrantStore;
  readonly serviceTokens: ServiceTokens;
  private readonly idTokens: IdTokens;

  constructor(private readonly options: GoogleOAuthOptions) {
    this.grants = new GrantStore(options.now, options.switches);
    this.serviceTokens = new ServiceTokens(options.now);
    this.idTokens = new IdTokens(options.issuer, options.now);
  }

  register(app: FastifyInstance): void {
    const { grants, idTokens, serviceTokens } = this;
    registerAuthorizationEndpoint(app, { ...this.options, grants });
    registerTokenEndpoint(app, { ...this.options, grants, idTokens, serviceTokens });
    app.get('/oauth2/v3/certs', () => this.idTokens.jwks());
  }

  /** A grant without a browser, in the format of the token endpoint. */
  grant(personId: string, scopes: readonly string[], expiresIn?: number): object {
    return tokenAnswer(this.grants.grant(personId, scopes, expiresIn), this.idTokens);
  }

  /** The key file of the project's service account. */
  serviceAccountKey(): ServiceAccountKey {
    return serviceAccountKey(this.options.issuer());
  }

  reset(): void {
    this.grants.reset();
    this.serviceTokens.reset();
  }

  /** The person whom a request to the token or revocation endpoint is about, for counters and faults. */
  personOf({ body }: FastifyRequest): string | undefined {
    return personOfForm(body, { world: this.options.world, personOf: (text) => this.grants.personOf(text) });
  }
}
