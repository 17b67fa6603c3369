import { DAY_MS, MINUTE_MS } from '../../calendar/iso-date';
import { TokenRegistry } from '../../oauth/token-registry';
import type { GoogleOAuthSwitches } from '../../switches/google-oauth.switches';
import { provesChallenge } from '../../oauth/pkce';
import type { AccessToken, Code, CodeBinding, ConsentGrant, Issued, RefreshToken } from './grants';
import { deadGrant, OAuthError, unknownGrant } from './oauth-error';
import { newAccessToken, newCode, newRefreshToken } from './token-names';

const CODE_LIFETIME_MS = 10 * MINUTE_MS;
const ACCESS_TOKEN_LIFETIME_S = 3599;
const TESTING_LIFETIME_S = 604_799;

export interface ConsentDecision {
  readonly personId: string;
  readonly scopes: readonly string[];
  /** `access_type=offline`. */
  readonly offline: boolean;
  /** `prompt=consent`. */
  readonly forced: boolean;
  /** `include_granted_scopes=true`. */
  readonly includeGranted: boolean;
  readonly binding: CodeBinding;
}

/** The consents, codes and tokens of the application. */
export class GrantStore {
  private readonly tokens: TokenRegistry<ConsentGrant, Code, AccessToken, RefreshToken>;

  constructor(
    private readonly now: () => number,
    private readonly switches: Readonly<GoogleOAuthSwitches>,
  ) {
    this.tokens = new TokenRegistry(now);
  }

  /**
   * Records a consent and returns its authorization code and scopes. Without `prompt=consent`, only the first consent
   * of a person yields a refresh token.
   */
  consent(decision: ConsentDecision): { readonly code: string; readonly scopes: readonly string[] } {
    const { personId, scopes, offline, forced, includeGranted, binding } = decision;
    const earlier = this.tokens.grants.get(personId);
    const granted = includeGranted && earlier ? [...new Set([...scopes, ...earlier.scopes])] : scopes;
    const code = newCode();
    this.tokens.codes.set(code, {
      ...binding,
      grant: this.grantOf(personId, granted),
      scopes: granted,
      withRefreshToken: offline && (forced || !earlier),
      expiresAtMs: this.now() + CODE_LIFETIME_MS,
      used: false,
    });
    return { code, scopes: granted };
  }

  /** A grant without a browser, with a refresh token. */
  grant(personId: string, scopes: readonly string[], expiresIn = ACCESS_TOKEN_LIFETIME_S): Issued {
    return this.issue(this.grantOf(personId, scopes), scopes, { withRefreshToken: true, expiresIn });
  }

  /**
   * Exchanges an authorization code. A code can be used once; a second attempt fails and, as RFC 6749 §4.1.2
   * recommends, revokes the tokens of the first one (switch `revokeOnCodeReuse`).
   *
   * @throws OAuthError `invalid_grant`
   */
  redeem(text: string, redirectUri: string | undefined, verifier: string | undefined): Issued {
    const code = this.tokens.codes.get(text);
    if (!code) throw unknownGrant();
    if (code.used) {
      if (this.switches.revokeOnCodeReuse) this.tokens.endGrant(code.grant);
      throw unknownGrant();
    }
    code.used = true;
    if (!code.grant.alive || this.now() >= code.expiresAtMs) throw unknownGrant();
    if (code.redirectUri !== redirectUri) throw unknownGrant();
    if (code.challenge) {
      if (verifier === undefined) throw new OAuthError('invalid_grant', 'Missing code verifier.');
      if (!provesChallenge(code.challenge, verifier)) throw new OAuthError('invalid_grant', 'Invalid code verifier.');
    }
    return this.issue(code.grant, code.scopes, { withRefreshToken: code.withRefreshToken, nonce: code.nonce });
  }

  /**
   * @param scopes a subset of the granted scopes, if the client wants fewer
   * @throws OAuthError `invalid_grant`, `invalid_scope`
   */
  refresh(text: string, scopes?: readonly string[]): Issued {
    const refreshToken = this.tokens.refreshTokens.get(text);
    if (!refreshToken) throw unknownGrant();
    if (!this.isLive(refreshToken)) throw deadGrant();
    if (scopes?.some((scope) => !refreshToken.scopes.includes(scope))) {
      throw new OAuthError('invalid_scope', 'Some requested scopes were not granted.');
    }
    refreshToken.lastUsedMs = this.now();
    const rotate = this.switches.rotateRefreshTokens;
    if (rotate) {
      refreshToken.dead = true;
      refreshToken.grant.refreshTokens.splice(refreshToken.grant.refreshTokens.indexOf(refreshToken), 1);
    }
    return this.issue(refreshToken.grant, scopes ?? refreshToken.scopes, {
      withRefreshToken: rotate,
      refreshTokenExpiresAtMs: refreshToken.expiresAtMs,
    });
  }

  /** Revokes the whole grant that a valid token belongs to; `false` for any other text. */
  revoke(token: string): boolean {
    const grant = this.access(token)?.grant ?? this.liveRefreshToken(token)?.grant;
    if (!grant) return false;
    this.tokens.endGrant(grant);
    return true;
  }

  /** Revokes the grant of a person; `false` when there is none. */
  revokeAllOf(personId: string): boolean {
    return this.tokens.endGrantOf(personId);
  }

  /** The scopes that a person granted, while the grant exists. */
  scopesOf(personId: string): ReadonlySet<string> | undefined {
    return this.tokens.grants.get(personId)?.scopes;
  }

  /** The access token while it is valid. */
  access(token: string): AccessToken | undefined {
    return this.tokens.liveAccessToken(token);
  }

  /** The person whom a token or code belongs to, valid or not. */
  personOf(text: string): string | undefined {
    return this.tokens.personOf(text);
  }

  reset(): void {
    this.tokens.clear();
  }

  private grantOf(personId: string, scopes: readonly string[]): ConsentGrant {
    let grant = this.tokens.grants.get(personId);
    if (!grant) {
      grant = { personId, scopes: new Set(), refreshTokens: [], alive: true };
      this.tokens.grants.set(personId, grant);
    }
    for (const scope of scopes) grant.scopes.add(scope);
    return grant;
  }

  private liveRefreshToken(text: string): RefreshToken | undefined {
    const refreshToken = this.tokens.refreshTokens.get(text);
    return refreshToken && this.isLive(refreshToken) ? refreshToken : undefined;
  }

  private isLive({ grant, dead, expiresAtMs = Infinity, lastUsedMs }: RefreshToken): boolean {
    const now = this.now();
    return grant.alive && !dead && now < expiresAtMs && now - lastUsedMs < this.switches.refreshTokenIdleDays * DAY_MS;
  }

  private issue(
    grant: ConsentGrant,
    scopes: readonly string[],
    options: { withRefreshToken: boolean; expiresIn?: number; nonce?: string; refreshTokenExpiresAtMs?: number },
  ): Issued {
    const { withRefreshToken, expiresIn = ACCESS_TOKEN_LIFETIME_S, nonce } = options;
    const now = this.now();
    const accessToken = newAccessToken();
    this.tokens.addAccessToken(accessToken, { grant, scopes: new Set(scopes), expiresAtMs: now + expiresIn * 1000 });
    const issued = { personId: grant.personId, accessToken, expiresIn, scopes, nonce };
    if (!withRefreshToken) return issued;
    const testing = this.switches.testingRefreshTokens;
    const expiresAtMs = options.refreshTokenExpiresAtMs ?? (testing ? now + TESTING_LIFETIME_S * 1000 : undefined);
    const refreshToken: RefreshToken = {
      token: newRefreshToken(),
      grant,
      scopes,
      expiresAtMs,
      lastUsedMs: now,
      dead: false,
    };
    this.tokens.refreshTokens.set(refreshToken.token, refreshToken);
    grant.refreshTokens.push(refreshToken);
    this.limitRefreshTokens(grant);
    const refreshTokenExpiresIn = expiresAtMs === undefined ? undefined : Math.floor((expiresAtMs - now) / 1000);
    return { ...issued, refreshToken: refreshToken.token, refreshTokenExpiresIn };
  }

  /** Invalidates the oldest refresh tokens beyond the limit. */
  private limitRefreshTokens({ refreshTokens }: ConsentGrant): void {
    while (refreshTokens.length > this.switches.maxRefreshTokens) {
      const oldest = refreshTokens.shift();
      if (oldest) oldest.dead = true;
    }
  }
}
