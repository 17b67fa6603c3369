import type { PkceChallenge } from '../../oauth/pkce';

/** Where the authorization request wants to be answered, and how its code is bound. */
export interface CodeBinding {
  /** Compared byte for byte at the token endpoint. */
  readonly redirectUri: string;
  readonly challenge?: PkceChallenge | undefined;
}

/** One person's consent to the application: revoking any of its tokens ends all of them (reference §2.3). */
export interface ConsentGrant {
  readonly personId: string;
  alive: boolean;
  /** Neither spent nor replaced. */
  readonly refreshTokens: Set<RefreshToken>;
}

export interface Code extends CodeBinding {
  readonly grant: ConsentGrant;
  readonly scopes: readonly string[];
  readonly expiresAtMs: number;
  /** Set by the first exchange, also by one that failed. */
  used: boolean;
}

export interface AccessToken {
  readonly grant: ConsentGrant;
  readonly scopes: ReadonlySet<string>;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  /** The refresh that this token came from, whose grace ends when the token is used. */
  readonly refresh?: Spent | undefined;
}

export interface RefreshToken {
  readonly grant: ConsentGrant;
  readonly scopes: readonly string[];
  /** The refresh that this token came from. */
  readonly refresh?: Spent | undefined;
  /** Another authorization took its place. */
  replaced: boolean;
  /** What it was exchanged for. */
  spent?: Spent | undefined;
}

/** A refresh that was answered; asked again, it is answered alike while its grace lasts. */
export interface Spent {
  answer?: TokenAnswer;
  readonly atMs: number;
  /** One of the new tokens was used. */
  over: boolean;
}

/** The wire form of reference §2.2. */
export interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token: string;
  readonly scope: string;
  readonly token_type: 'Bearer';
  readonly user_id: string;
}
