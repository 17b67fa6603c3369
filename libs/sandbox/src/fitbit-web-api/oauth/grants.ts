import type { PkceChallenge } from '../../oauth/pkce';

/** The redirect URI and the PKCE challenge that an authorization code is bound to. */
export interface CodeBinding {
  /** The token endpoint compares it byte for byte. */
  readonly redirectUri: string;
  readonly challenge?: PkceChallenge | undefined;
}

/** One person's consent to the application. Revoking any of its tokens revokes all of them. */
export interface ConsentGrant {
  readonly personId: string;
  alive: boolean;
  /** The refresh tokens that were neither used nor replaced. */
  readonly refreshTokens: Set<RefreshToken>;
}

export interface Code extends CodeBinding {
  readonly grant: ConsentGrant;
  readonly scopes: readonly string[];
  readonly expiresAtMs: number;
  /** Set by the first exchange, even a failed one. */
  used: boolean;
}

export interface AccessToken {
  readonly grant: ConsentGrant;
  readonly scopes: ReadonlySet<string>;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** The refresh that issued this token. Using the token ends its grace period. */
  readonly refresh?: Spent | undefined;
}

export interface RefreshToken {
  readonly grant: ConsentGrant;
  readonly scopes: readonly string[];
  /** The refresh that issued this token. */
  readonly refresh?: Spent | undefined;
  /** A later authorization invalidated this token. */
  replaced: boolean;
  /** The refresh that used this token. */
  spent?: Spent | undefined;
}

/** A completed refresh. Within the grace period, repeating it returns the same answer. */
export interface Spent {
  answer?: TokenAnswer;
  readonly atMs: number;
  /** One of the new tokens was used. */
  over: boolean;
}

/** The token answer as sent to the client. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly scope: string;
  readonly token_type: 'Bearer';
  readonly user_id: string;
}
