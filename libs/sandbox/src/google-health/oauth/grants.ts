import type { PkceChallenge } from '../../oauth/pkce';

/** Where the authorization request wants to be answered, and how its code is bound. */
export interface CodeBinding {
  /** Compared byte for byte at the token endpoint. */
  readonly redirectUri: string;
  readonly challenge?: PkceChallenge | undefined;
  readonly nonce?: string | undefined;
}

/** One person's consent to the application: revoking any of its tokens ends all of them. */
export interface ConsentGrant {
  readonly personId: string;
  /** Everything this consent ever gave; what `include_granted_scopes` merges. */
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
  /** Set by the first exchange, also by one that failed on redirect URI or verifier. */
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

/** What is put into a token answer, before it has its wire form. */
export interface Issued {
  readonly personId: string;
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly scopes: readonly string[];
  readonly refreshToken?: string | undefined;
  readonly refreshTokenExpiresIn?: number | undefined;
  readonly nonce?: string | undefined;
}
