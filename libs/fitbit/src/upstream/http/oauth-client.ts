import * as oidc from 'openid-client';
import { AuthorizationRefusedError, FitbitError, UpstreamUnavailableError } from '../../errors/fitbit.errors';
import type { AuthorizationRequest, CodeExchange } from '../fitbit-upstream';
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
  /** How the application shows that it is itself. */
  readonly authentication: oidc.ClientAuth;
  /** https, or http on a loopback host: checked by whoever makes the client. */
  readonly endpoints: OAuthEndpoints;
  readonly http: HttpClient;
}

/** Sees each answer of the token or revocation endpoint first: throws our own error, or hands on what may be read. */
export type Settle = (answer: HttpAnswer) => HttpAnswer;

/** The authorization code flow with PKCE, as far as the upstreams agree on it. */
export class OAuthClient {
  constructor(private readonly settings: OAuthClientSettings) {}

  /** `extra`: parameters that only one upstream knows. */
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

  /** @throws AuthorizationRefusedError when the user came back without a code of ours. */
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
      // The library derives redirect_uri from the URL and so loses its query; upstreams compare it byte for byte.
      if (redirectUri && options.body instanceof URLSearchParams) options.body.set('redirect_uri', redirectUri);
      return send(url, options);
    };
    configuration.timeout = 0; // The HTTP client has a time limit of its own.
    if (endpoints.token.startsWith('http:')) oidc.allowInsecureRequests(configuration);
    return configuration;
  }
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
 * A grant without a refresh token is refused like one without an access token: it would look like a connection and
 * be dead within hours.
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
