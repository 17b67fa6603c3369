import type { Issued } from './grants';
import type { IdTokens } from './id-token';

/** The wire form of reference §2.3, its members in the order seen there. No user id: that is a call of its own. */
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
