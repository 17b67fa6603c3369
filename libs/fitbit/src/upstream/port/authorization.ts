import type { Grant } from '../../model/grant';

export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string;
  /** Base64url SHA-256 of the code verifier (RFC 7636, S256). */
  readonly codeChallenge: string;
  readonly scopes: readonly string[];
}

export interface CodeExchange {
  /** The URL that the user's browser returned to, with its query unchanged. */
  readonly callbackUrl: URL;
  readonly redirectUri: string;
  readonly state: string;
  readonly codeVerifier: string;
}

/** The authorization code flow of an upstream. */
export interface OAuthFlow {
  authorizationUrl(request: AuthorizationRequest): URL;
  /** @throws AuthorizationRefusedError when the upstream refuses the code or answers without an access token. */
  exchangeCode(exchange: CodeExchange): Promise<Grant>;
  /** @throws ReauthorizationRequiredError for `invalid_grant`, and only for it. */
  refresh(grant: Grant): Promise<Grant>;
  /** Ends the whole grant. A grant that the upstream no longer knows counts as revoked. */
  revoke(grant: Grant): Promise<void>;
}
