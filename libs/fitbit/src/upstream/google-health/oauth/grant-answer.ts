import type { TokenEndpointResponse } from 'openid-client';
import type { Grant } from '../../../model/grant';

/** Google's own lifetime of an access token, for an answer that does not say. */
const DEFAULT_LIFETIME_S = 3600;

/** What the new grant takes over where the answer is silent. */
export interface GrantBefore {
  readonly refreshToken?: string | undefined;
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly scopes: readonly string[];
}

/**
 * The grant after a token answer. A refresh brings no refresh token as a rule: the old one stays good, with its limit.
 *
 * @param askedAt - before the request was sent, so that no token is believed in for longer than it lives
 */
export function grantOf(answer: TokenEndpointResponse, before: GrantBefore, askedAt: Date): Grant {
  const later = (seconds: number) => new Date(askedAt.getTime() + seconds * 1000);
  const lifetime = Number(answer.refresh_token_expires_in);
  const scopes = splitScopes(answer.scope);
  const sameRefreshToken = answer.refresh_token === undefined || answer.refresh_token === before.refreshToken;
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? before.refreshToken,
    expiresAt: later(answer.expires_in ?? DEFAULT_LIFETIME_S),
    refreshTokenExpiresAt: lifetime > 0 ? later(lifetime) : sameRefreshToken ? before.refreshTokenExpiresAt : undefined,
    scopes: scopes.length > 0 ? scopes : before.scopes,
  };
}

export function splitScopes(text: string | null | undefined): string[] {
  return [...new Set((text ?? '').split(/\s+/).filter((scope) => scope !== ''))];
}
