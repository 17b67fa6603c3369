import type { PkceChallenge } from '../../oauth/pkce';

/** The redirect URI and the PKCE challenge that an authorization code is bound to. */
export interface CodeBinding {
  /** The token endpoint compares it byte for byte. */
  readonly redirectUri: string;
  readonly challenge?: PkceChallenge | undefined;
  readonly nonce?: string | undefined;
}

/** One person's consent to the application. Revoking any of its tokens revokes all of them. */
export interface ConsentGrant {
  readonly personId: string;
  /** Every scope that was ever granted; `include_granted_scopes` adds them. */
  readonly scopes: Set<string>;
  /** Oldest first. */
  readonly refreshTokens: RefreshToken[];
  alive: boolean;
}

export interface Code extends CodeBinding {
  readonly grant: ConsentGrant;
  readonly scopes: readonly string[];
  readonly withRefreshToken: boolean;
  readonly expiresAtMs: number;
  /** Set by the first exchange, even one with the wrong redirect URI or verifier. */
  used: boolean;
}

export interface AccessToken {
  readonly grant: ConsentGrant;
  readonly scopes: ReadonlySet<string>;
  readonly expiresAtMs: number;
}

export interface RefreshToken {
  readonly token: string;
  readonly grant: ConsentGrant;
  readonly scopes: readonly string[];
  readonly nonce?: string | undefined;
  /** Absent for an application in production. */
  readonly expiresAtMs?: number | undefined;
  lastUsedMs: number;
  dead: boolean;
}

/** The content of a token answer, before it is formatted. */
export interface Issued {
  readonly personId: string;
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly scopes: readonly string[];
  readonly refreshToken?: string | undefined;
  readonly refreshTokenExpiresIn?: number | undefined;
  readonly nonce?: string | undefined;
}
