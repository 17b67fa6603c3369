import type { TokenEndpointResponse } from 'openid-client';
import type { Grant } from '../../../model/grant';

/** Google's usual lifetime of an access token, for an answer without one. */
const DEFAULT_LIFETIME_S = 3600;

/** What the new grant takes over where the answer has no value. */
export interface GrantBefore {
  readonly refreshToken?: string | undefined;
  readonly refreshTokenExpiresAt?: Date | undefined;
  readonly scopes: readonly string[];
}

/**
 * The grant after a token answer. A refresh usually brings no new refresh token: the old one stays valid, with its expiry.
 *
 * @param requestedAt - before the request was sent, so that no token is used after its expiry
 */
export function grantOf(answer: TokenEndpointResponse, before: GrantBefore, requestedAt: Date): Grant {
  const later = (seconds: number) => new Date(requestedAt.getTime() + seconds * 1000);
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
