import * as oidc from 'openid-client';
import { AuthorizationRefusedError, FitbitError, UpstreamUnavailableError } from '../../errors/fitbit.errors';
import type { AuthorizationRequest, CodeExchange } from '../port/authorization';
import type { HttpAnswer, HttpClient } from './http-client';
import { interpretAuthorizationError } from './interpret-oauth-failure';
import { parseJsonObject } from './json-text';
import { oauthTransport } from './oauth-transport';

export interface OAuthEndpoints {
  /** Compared with the `iss` of the redirect when there is one (RFC 9207). */
  readonly issuer: string;
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
}

export interface OAuthClientSettings {
  readonly clientId: string;
  /** How the application authenticates. */
  readonly authentication: oidc.ClientAuth;
  /** https, or http on a loopback host; the adapter checks that. */
  readonly endpoints: OAuthEndpoints;
  readonly http: HttpClient;
}

/**
 * Sees each answer of the token or revocation endpoint before the library. Throws our own error, or returns the answer
 * that the library may read.
 */
export type Settle = (answer: HttpAnswer) => HttpAnswer;

/** The parts of the authorization code flow with PKCE that the upstreams have in common. */
export class OAuthClient {
  constructor(private readonly settings: OAuthClientSettings) {}

  /** @param extra - parameters that only one upstream has */
  authorizationUrl(request: AuthorizationRequest, extra: Readonly<Record<string, string>> = {}): URL {
    return oidc.buildAuthorizationUrl(this.configuration(), {
      redirect_uri: request.redirectUri,
      scope: request.scopes.join(' '),
      state: request.state,
      code_challenge: request.codeChallenge,
      code_challenge_method: 'S256',
      ...extra,
    });
  }

  /** @throws AuthorizationRefusedError when the callback has no code for this request. */
  async exchangeCode(exchange: CodeExchange, settle: Settle): Promise<oidc.TokenEndpointResponse> {
    const { callbackUrl, redirectUri, state, codeVerifier } = exchange;
    assertAnswersOurRequest(callbackUrl.searchParams, state, this.settings.endpoints.issuer);
    const url = new URL(redirectUri);
    url.search = callbackUrl.search;
    const checks = { expectedState: state, pkceCodeVerifier: codeVerifier };
    const configuration = this.configuration((answer) => withBothTokens(settle(answer)), redirectUri);
    return safely(() => oidc.authorizationCodeGrant(configuration, url, checks));
  }

  refresh(refreshToken: string, settle: Settle): Promise<oidc.TokenEndpointResponse> {
    return safely(() => oidc.refreshTokenGrant(this.configuration(settle), refreshToken));
  }

  revoke(token: string, settle: Settle): Promise<void> {
    return safely(() => oidc.tokenRevocation(this.configuration(settle), token));
  }

  private configuration(settle: Settle = (answer) => answer, redirectUri?: string): oidc.Configuration {
    const { clientId, authentication, endpoints, http } = this.settings;
    const server = {
      issuer: endpoints.issuer,
      authorization_endpoint: endpoints.authorization,
      token_endpoint: endpoints.token,
      revocation_endpoint: endpoints.revocation,
    };
    const configuration = new oidc.Configuration(server, clientId, undefined, authentication);
    const send = oauthTransport(http, settle);
    configuration[oidc.customFetch] = (url, options) => {
      // The library derives redirect_uri from the URL and drops its query; upstreams compare it byte for byte.
      if (redirectUri && options.body instanceof URLSearchParams) options.body.set('redirect_uri', redirectUri);
      return send(url, options);
    };
    configuration.timeout = 0; // The HTTP client has its own timeout.
    if (endpoints.token.startsWith('http:')) oidc.allowInsecureRequests(configuration);
    return configuration;
  }
}

/** The library checks state and issuer, too. Checked here first, each fault has its own error. */
function assertAnswersOurRequest(returned: URLSearchParams, state: string, issuer: string): void {
  const [iss, error] = [returned.get('iss'), returned.get('error')];
  if (returned.getAll('state').length !== 1 || returned.get('state') !== state || (iss !== null && iss !== issuer)) {
    throw new AuthorizationRefusedError('state_invalid');
  }
  if (error !== null) throw interpretAuthorizationError(error);
  if (!returned.get('code')) throw new AuthorizationRefusedError('code_missing');
}

/**
 * A grant without a refresh token is refused like one without an access token: the connection would end within hours.
 */
function withBothTokens(answer: HttpAnswer): HttpAnswer {
  const json = parseJsonObject(answer.body);
  const isText = (value: unknown) => typeof value === 'string' && value !== '';
  if (json && !(isText(json.access_token) && isText(json.refresh_token))) {
    throw new AuthorizationRefusedError('token_missing');
  }
  return answer;
}

/**
 * The library wraps our own errors in its own; they are unwrapped. Its other errors quote the answer, and with it tokens,
 * as their cause, and are replaced.
 */
async function safely<T>(request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (error instanceof FitbitError) throw error;
    if (cause instanceof FitbitError) throw cause;
    throw new UpstreamUnavailableError('the token answer cannot be read');
  }
}
