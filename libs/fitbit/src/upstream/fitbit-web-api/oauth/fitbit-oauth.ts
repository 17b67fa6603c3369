import { ClientSecretBasic } from 'openid-client';
import { ReauthorizationRequiredError } from '../../../errors/fitbit.errors';
import type { Clock } from '../../../model/clock';
import type { Grant } from '../../../model/grant';
import type { HttpClient } from '../../http/http-client';
import { OAuthClient } from '../../http/oauth-client';
import type { AuthorizationRequest, CodeExchange, OAuthFlow } from '../../port/authorization';
import type { FitbitWebApiUrls } from '../fitbit-web-api.urls';
import { grantOf, isAlreadyRevoked, settle, withNextRefreshToken } from './token-answer';

export interface FitbitOAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: FitbitWebApiUrls;
  readonly clock: Clock;
  readonly http: HttpClient;
}

/**
 * Fitbit's authorization code flow: HTTP Basic authenticates the application, PKCE protects the code.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/developer-guide/authorization/
 */
export class FitbitOAuth implements OAuthFlow {
  private readonly client: OAuthClient;
  private readonly clock: Clock;

  constructor({ clientId, clientSecret, urls, clock, http }: FitbitOAuthSettings) {
    const endpoints = { ...urls, issuer: new URL(urls.authorization).origin };
    this.client = new OAuthClient({ clientId, authentication: ClientSecretBasic(clientSecret), endpoints, http });
    this.clock = clock;
  }

  authorizationUrl(request: AuthorizationRequest): URL {
    return this.client.authorizationUrl(request);
  }

  async exchangeCode(exchange: CodeExchange): Promise<Grant> {
    const requestedAt = this.clock.now();
    return grantOf(await this.client.exchangeCode(exchange, (raw) => settle('exchange', raw)), [], requestedAt);
  }

  async refresh({ refreshToken, scopes }: Grant): Promise<Grant> {
    if (refreshToken === undefined) throw new ReauthorizationRequiredError();
    const requestedAt = this.clock.now();
    const answer = await this.client.refresh(refreshToken, (raw) => withNextRefreshToken(settle('refresh', raw)));
    return grantOf(answer, scopes, requestedAt);
  }

  /** Revoking either token ends the whole grant; the refresh token is the one that has not expired. */
  revoke({ accessToken, refreshToken }: Grant): Promise<void> {
    return this.client.revoke(refreshToken ?? accessToken, (answer) =>
      isAlreadyRevoked(answer) ? { ...answer, status: 200 } : settle('revoke', answer),
    );
  }
}
