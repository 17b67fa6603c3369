import { ClientSecretPost } from 'openid-client';
import { ReauthorizationRequiredError } from '../../../errors/fitbit.errors';
import type { Clock } from '../../../model/clock';
import type { Grant } from '../../../model/grant';
import type { AuthorizationRequest, CodeExchange } from '../../fitbit-upstream';
import type { HttpAnswer, HttpClient } from '../../http/http-client';
import { interpretOAuthFailure, isAlreadyRevoked, type OAuthStep } from '../../http/interpret-oauth-failure';
import { OAuthClient } from '../../http/oauth-client';
import type { GoogleHealthUrls } from '../google-health.urls';
import { grantOf, splitScopes } from './grant-answer';

export interface GoogleOAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: GoogleHealthUrls;
  readonly clock: Clock;
  readonly http: HttpClient;
}

/** Google's authorization code flow. @see https://developers.google.com/identity/protocols/oauth2/web-server */
export class GoogleOAuth {
  private readonly client: OAuthClient;
  private readonly clock: Clock;

  constructor({ clientId, clientSecret, urls, clock, http }: GoogleOAuthSettings) {
    const authentication = ClientSecretPost(clientSecret);
    this.client = new OAuthClient({ clientId, authentication, endpoints: urls, http });
    this.clock = clock;
  }

  /**
   * Offline access with a fresh consent each time: without `prompt=consent` Google gives a refresh token to a user
   * once in a lifetime. No `include_granted_scopes`: foreign scopes in a token make the Health API refuse it.
   */
  authorizationUrl(request: AuthorizationRequest): URL {
    return this.client.authorizationUrl(request, { access_type: 'offline', prompt: 'consent' });
  }

  async exchangeCode(exchange: CodeExchange): Promise<Grant> {
    const askedAt = this.clock.now();
    const answer = await this.client.exchangeCode(exchange, (raw) => passOnly200('exchange', raw));
    // RFC 6749 §5.1: a scope is left out when it is as asked; Google names what was granted in the redirect as well.
    return grantOf(answer, { scopes: splitScopes(exchange.callbackUrl.searchParams.get('scope')) }, askedAt);
  }

  async refresh(grant: Grant): Promise<Grant> {
    if (grant.refreshToken === undefined) throw new ReauthorizationRequiredError();
    const askedAt = this.clock.now();
    return grantOf(await this.client.refresh(grant.refreshToken, (raw) => passOnly200('refresh', raw)), grant, askedAt);
  }

  /** One token stands for the whole grant; the refresh token is the one that is still alive. */
  revoke({ accessToken, refreshToken }: Grant): Promise<void> {
    return this.client.revoke(refreshToken ?? accessToken, (answer) =>
      isAlreadyRevoked(answer) ? { ...answer, status: 200 } : passOnly200('revoke', answer),
    );
  }
}

function passOnly200(step: OAuthStep, answer: HttpAnswer): HttpAnswer {
  if (answer.status !== 200) throw interpretOAuthFailure(step, answer);
  return answer;
}
