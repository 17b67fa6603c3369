import type { Issued } from './grants';
import type { IdTokens } from './id-token';

/**
 * The token answer as sent to the client, with its members in Google's order. It has no user id; clients request that
 * separately.
 */
export function tokenAnswer(issued: Issued, idTokens: IdTokens): Record<string, string | number> {
  const { accessToken, expiresIn, refreshToken, refreshTokenExpiresIn, scopes } = issued;
  return {
    access_token: accessToken,
    expires_in: expiresIn,
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
    scope: scopes.join(' '),
    token_type: 'Bearer',
    ...(refreshTokenExpiresIn === undefined ? {} : { refresh_token_expires_in: refreshTokenExpiresIn }),
    ...(scopes.includes('openid') ? { id_token: idTokens.sign(issued) } : {}),
  };
}
