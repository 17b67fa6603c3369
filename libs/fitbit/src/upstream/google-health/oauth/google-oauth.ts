import { ClientSecretPost } from 'openid-client';
import { ReauthorizationRequiredError } from '../../../errors/fitbit.errors';
import type { Clock } from '../../../model/clock';
import type { Grant } from '../../../model/grant';
import type { HttpAnswer, HttpClient } from '../../http/http-client';
import { interpretOAuthFailure, isAlreadyRevoked, type OAuthStep } from '../../http/interpret-oauth-failure';
import { OAuthClient } from '../../http/oauth-client';
import type { AuthorizationRequest, CodeExchange, OAuthFlow } from '../../port/authorization';
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
export class GoogleOAuth implements OAuthFlow {
  private readonly client: OAuthClient;
  private readonly clock: Clock;

  constructor({ clientId, clientSecret, urls, clock, http }: GoogleOAuthSettings) {
    const authentication = ClientSecretPost(clientSecret);
    this.client = new OAuthClient({ clientId, authentication, endpoints: urls, http });
    this.clock = clock;
  }

  /**
   * Offline access with a fresh consent each time: without `prompt=consent` Google gives a user a refresh token only
   * once. No `include_granted_scopes`: the Health API refuses tokens with scopes of other APIs.
   */
  authorizationUrl(request: AuthorizationRequest): URL {
    return this.client.authorizationUrl(request, { access_type: 'offline', prompt: 'consent' });
  }

  async exchangeCode(exchange: CodeExchange): Promise<Grant> {
    const requestedAt = this.clock.now();
    const answer = await this.client.exchangeCode(exchange, (raw) => assertOk('exchange', raw));
    // RFC 6749 §5.1 lets the answer omit unchanged scopes; Google also names the granted ones in the redirect.
    return grantOf(answer, { scopes: splitScopes(exchange.callbackUrl.searchParams.get('scope')) }, requestedAt);
  }

  async refresh(grant: Grant): Promise<Grant> {
    if (grant.refreshToken === undefined) throw new ReauthorizationRequiredError();
    const requestedAt = this.clock.now();
    return grantOf(
      await this.client.refresh(grant.refreshToken, (raw) => assertOk('refresh', raw)),
      grant,
      requestedAt,
    );
  }

  /** Revoking either token ends the whole grant; the refresh token is the one that has not expired. */
  revoke({ accessToken, refreshToken }: Grant): Promise<void> {
    return this.client.revoke(refreshToken ?? accessToken, (answer) =>
      isAlreadyRevoked(answer) ? { ...answer, status: 200 } : assertOk('revoke', answer),
    );
  }
}

function assertOk(step: OAuthStep, answer: HttpAnswer): HttpAnswer {
  if (answer.status !== 200) throw interpretOAuthFailure(step, answer);
  return answer;
}
