import { MINUTE_MS } from '../../calendar/iso-date';
import { provesChallenge } from '../../oauth/pkce';
import { TokenRegistry } from '../../oauth/token-registry';
import type { World } from '../../world/world';
import type { FitbitOAuthSwitches } from '../../switches/fitbit-oauth.switches';
import { invalidGrant } from '../errors/errors';
import type { AccessToken, Code, CodeBinding, ConsentGrant, RefreshToken, Spent, TokenAnswer } from './grants';
import { newAccessToken, newCode, newRefreshToken } from './token-names';

const CODE_LIFETIME_MS = 10 * MINUTE_MS;
/** Eight hours. */
export const ACCESS_TOKEN_LIFETIME_S = 28_800;

interface GrantStoreOptions {
  readonly world: World;
  readonly switches: Readonly<FitbitOAuthSwitches>;
  readonly now: () => number;
}

/** The consents, codes and tokens of the application. */
export class GrantStore {
  private readonly tokens: TokenRegistry<ConsentGrant, Code, AccessToken, RefreshToken>;

  constructor(private readonly options: GrantStoreOptions) {
    this.tokens = new TokenRegistry(options.now);
  }

  /** Records a consent and returns its authorization code. */
  consent(personId: string, scopes: readonly string[], binding: CodeBinding): string {
    const code = newCode();
    const expiresAtMs = this.options.now() + CODE_LIFETIME_MS;
    this.tokens.codes.set(code, { ...binding, grant: this.grantOf(personId), scopes, expiresAtMs, used: false });
    return code;
  }

  /** Issues a token pair without a browser. The person's other tokens stay valid. */
  grant(personId: string, scopes: readonly string[], expiresIn = ACCESS_TOKEN_LIFETIME_S): TokenAnswer {
    return this.issue(this.grantOf(personId), scopes, expiresIn);
  }

  /**
   * Exchanges an authorization code. A code can be used once.
   *
   * @throws FitbitWebApiError `invalid_grant`
   */
  redeem(text: string, redirectUri: string | undefined, verifier: string | undefined, expiresIn?: number): TokenAnswer {
    const code = this.tokens.codes.get(text);
    const refused = invalidGrant(`Authorization code invalid: ${text}`);
    if (!code || code.used) throw refused;
    code.used = true;
    if (!code.grant.alive || this.options.now() >= code.expiresAtMs) throw refused;
    if (code.redirectUri !== redirectUri) throw refused;
    if (code.challenge && (verifier === undefined || !provesChallenge(code.challenge, verifier))) {
      throw invalidGrant(`Code verifier invalid: ${verifier ?? ''}`);
    }
    if (this.options.switches.singleRefreshToken) this.replaceRefreshTokens(code.grant);
    return this.issue(code.grant, code.scopes, expiresIn);
  }

  /**
   * Exchanges a refresh token. It can be used once; within the grace period, repeating the request returns the same
   * answer.
   *
   * @throws FitbitWebApiError `invalid_grant`
   */
  refresh(text: string, expiresIn?: number): TokenAnswer {
    const token = this.tokens.refreshTokens.get(text);
    if (!token?.grant.alive || token.replaced) throw invalidGrant(`Refresh token invalid: ${text}`);
    if (token.spent) {
      if (token.spent.answer && this.isInGrace(token.spent)) return token.spent.answer;
      throw invalidGrant(`Refresh token invalid: ${text}`);
    }
    if (token.refresh) token.refresh.over = true;
    const spent: Spent = { atMs: this.options.now(), over: false };
    token.spent = spent;
    token.grant.refreshTokens.delete(token);
    spent.answer = this.issue(token.grant, token.scopes, expiresIn, spent);
    return spent.answer;
  }

  /** Revokes the whole grant that a valid token belongs to, and returns the grant. */
  revoke(text: string): ConsentGrant | undefined {
    const refreshToken = this.tokens.refreshTokens.get(text);
    const live = refreshToken && !refreshToken.spent && !refreshToken.replaced ? refreshToken : this.access(text);
    if (!live?.grant.alive) return undefined;
    this.tokens.endGrant(live.grant);
    return live.grant;
  }

  /** Whether the person's grant exists. */
  hasGrant(personId: string): boolean {
    return this.tokens.grants.has(personId);
  }

  /** Revokes the grant of a person; `false` when there is none. */
  revokeAllOf(personId: string): boolean {
    return this.tokens.endGrantOf(personId);
  }

  /** The access token while it is valid. Using it ends the grace period of the refresh that issued it. */
  access(text: string): AccessToken | undefined {
    const token = this.tokens.liveAccessToken(text);
    if (token?.refresh) token.refresh.over = true;
    return token;
  }

  isExpired(text: string): boolean {
    return this.tokens.isExpired(text);
  }

  /** The access token while it is valid. Unlike {@link access}, this does not count as using it. */
  look(text: string): AccessToken | undefined {
    return this.tokens.liveAccessToken(text);
  }

  /** The person whom a token or code belongs to, valid or not. */
  personOf(text: string): string | undefined {
    return this.tokens.personOf(text);
  }

  reset(): void {
    this.tokens.clear();
  }

  private isInGrace({ atMs, over }: Spent): boolean {
    const { refreshGraceMs, refreshGraceEndsOnUse } = this.options.switches;
    return this.options.now() - atMs < refreshGraceMs && !(over && refreshGraceEndsOnUse);
  }

  private grantOf(personId: string): ConsentGrant {
    const { grants } = this.tokens;
    const grant = grants.get(personId) ?? { personId, alive: true, refreshTokens: new Set() };
    grants.set(personId, grant);
    return grant;
  }

  private replaceRefreshTokens(grant: ConsentGrant): void {
    for (const token of grant.refreshTokens) token.replaced = true;
    grant.refreshTokens.clear();
  }

  private issue(
    grant: ConsentGrant,
    scopes: readonly string[],
    expiresIn = ACCESS_TOKEN_LIFETIME_S,
    refresh?: Spent,
  ): TokenAnswer {
    const issuedAtMs = this.options.now();
    const expiresAtMs = issuedAtMs + expiresIn * 1000;
    const userId = this.options.world.find(grant.personId)?.legacyUserId ?? grant.personId;
    const accessToken = newAccessToken({ userId, scopes, issuedAtMs, expiresAtMs });
    const refreshToken = newRefreshToken();
    this.tokens.addAccessToken(accessToken, { grant, scopes: new Set(scopes), issuedAtMs, expiresAtMs, refresh });
    const next: RefreshToken = { grant, scopes, refresh, replaced: false };
    this.tokens.refreshTokens.set(refreshToken, next);
    grant.refreshTokens.add(next);
    return {
      access_token: accessToken,
      expires_in: expiresIn,
      refresh_token: refreshToken,
      scope: scopes.join(' '),
      token_type: 'Bearer',
      user_id: userId,
    };
  }
}
