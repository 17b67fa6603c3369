import * as oidc from 'openid-client';
import {
  AuthorizationRefusedError,
  FitbitError,
  ReauthorizationRequiredError,
  UpstreamUnavailableError,
} from '../../../errors/fitbit.errors';
import type { Clock } from '../../../model/clock';
import type { Grant } from '../../../model/grant';
import type { AuthorizationRequest, CodeExchange } from '../../fitbit-upstream';
import type { HttpAnswer, HttpClient } from '../../http/http-client';
import { parseJsonObject } from '../../http/json-text';
import type { GoogleHealthUrls } from '../google-health.urls';
import { grantOf, splitScopes } from './grant-answer';
import {
  interpretAuthorizationError,
  interpretOAuthFailure,
  isAlreadyRevoked,
  type OAuthStep,
} from './interpret-oauth-failure';
import { oauthTransport } from './oauth-transport';

export interface GoogleOAuthSettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly urls: GoogleHealthUrls;
  readonly clock: Clock;
  readonly http: HttpClient;
}

/** Google's authorization code flow. @see https://developers.google.com/identity/protocols/oauth2/web-server */
export class GoogleOAuth {
  constructor(private readonly settings: GoogleOAuthSettings) {}

  /**
   * Offline access with a fresh consent each time: without `prompt=consent` Google gives a refresh token to a user
   * once in a lifetime. No `include_granted_scopes`: foreign scopes in a token make the Health API refuse it.
   */
  authorizationUrl({ redirectUri, state, codeChallenge, scopes }: AuthorizationRequest): URL {
    return oidc.buildAuthorizationUrl(this.configuration(), {
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state,
      code_challenge: codeChallenge,
      code_challenge_method: 'S256',
      access_type: 'offline',
      prompt: 'consent',
    });
  }

  /**
   * A grant without a refresh token is refused like one without an access token: it would look like a connection and
   * be dead within the hour.
   */
  async exchangeCode({ callbackUrl, redirectUri, state, codeVerifier }: CodeExchange): Promise<Grant> {
    const returned = callbackUrl.searchParams;
    assertAnswersOurRequest(returned, state, this.settings.urls.issuer);
    const url = new URL(redirectUri);
    url.search = callbackUrl.search;
    const askedAt = this.settings.clock.now();
    const answer = await safely(() =>
      oidc.authorizationCodeGrant(this.configuration(settleExchange, redirectUri), url, {
        expectedState: state,
        pkceCodeVerifier: codeVerifier,
      }),
    );
    // RFC 6749 §5.1: a scope is left out when it is as asked; Google names what was granted in the redirect as well.
    return grantOf(answer, { scopes: splitScopes(returned.get('scope')) }, askedAt);
  }

  async refresh(grant: Grant): Promise<Grant> {
    const { refreshToken } = grant;
    if (refreshToken === undefined) throw new ReauthorizationRequiredError();
    const askedAt = this.settings.clock.now();
    const configuration = this.configuration((answer) => passOnly200('refresh', answer));
    return grantOf(await safely(() => oidc.refreshTokenGrant(configuration, refreshToken)), grant, askedAt);
  }

  /** One token stands for the whole grant; the refresh token is the one that is still alive. */
  async revoke({ accessToken, refreshToken }: Grant): Promise<void> {
    const configuration = this.configuration((answer) =>
      isAlreadyRevoked(answer) ? { ...answer, status: 200 } : passOnly200('revoke', answer),
    );
    await safely(() => oidc.tokenRevocation(configuration, refreshToken ?? accessToken));
  }

  private configuration(settle = passAny, redirectUri?: string): oidc.Configuration {
    const { clientId, clientSecret, urls, http } = this.settings;
    const server = {
      issuer: urls.issuer,
      authorization_endpoint: urls.authorization,
      token_endpoint: urls.token,
      revocation_endpoint: urls.revocation,
    };
    const configuration = new oidc.Configuration(server, clientId, undefined, oidc.ClientSecretPost(clientSecret));
    const send = oauthTransport(http, settle);
    configuration[oidc.customFetch] = (url, options) => {
      // The library derives redirect_uri from the URL and so loses its query; Google compares it byte for byte.
      if (redirectUri && options.body instanceof URLSearchParams) options.body.set('redirect_uri', redirectUri);
      return send(url, options);
    };
    configuration.timeout = 0; // The HTTP client has a time limit of its own.
    // Only loopback URLs can be http here: the upstream's constructor has checked them.
    if (urls.token.startsWith('http:')) oidc.allowInsecureRequests(configuration);
    return configuration;
  }
}

const passAny = (answer: HttpAnswer) => answer;

function passOnly200(step: OAuthStep, answer: HttpAnswer): HttpAnswer {
  if (answer.status !== 200) throw interpretOAuthFailure(step, answer);
  return answer;
}

function settleExchange(answer: HttpAnswer): HttpAnswer {
  passOnly200('exchange', answer);
  const json = parseJsonObject(answer.body);
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  if (json && !(isText(json.access_token) && isText(json.refresh_token))) {
    throw new AuthorizationRefusedError('token_missing');
  }
  return answer;
}

/** The library checks state and issuer too; asked here first, each fault has a name of its own. */
function assertAnswersOurRequest(returned: URLSearchParams, state: string, issuer: string): void {
  const [iss, error] = [returned.get('iss'), returned.get('error')];
  if (returned.getAll('state').length !== 1 || returned.get('state') !== state || (iss !== null && iss !== issuer)) {
    throw new AuthorizationRefusedError('state_invalid');
  }
  if (error !== null) throw interpretAuthorizationError(error);
  if (!returned.get('code')) throw new AuthorizationRefusedError('code_missing');
}

/**
 * Our own errors come back from the library wrapped in its own. What else it throws quotes the answer, and so tokens,
 * as its cause: that stays behind.
 */
async function safely<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (error instanceof FitbitError) throw error;
    if (cause instanceof FitbitError) throw cause;
    throw new UpstreamUnavailableError('the token answer cannot be read');
  }
}
