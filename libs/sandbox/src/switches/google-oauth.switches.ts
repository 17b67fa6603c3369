/** Switches of Google's OAuth 2.0 server. */
export interface GoogleOAuthSwitches {
  /**
   * The application has the publishing status "Testing": token answers carry `refresh_token_expires_in` 604799, and
   * refresh tokens expire seven days after the consent. Documented.
   * @defaultValue `false`
   */
  testingRefreshTokens: boolean;
  /**
   * A refresh returns a new refresh token and invalidates the old one at once. Google keeps the old one; clients have
   * to cope with both.
   * @defaultValue `false`
   */
  rotateRefreshTokens: boolean;
  /**
   * A second exchange of the same authorization code revokes the tokens of the first one (RFC 6749 §4.1.2, "SHOULD").
   * Unconfirmed for Google.
   * @defaultValue `true`
   */
  revokeOnCodeReuse: boolean;
  /**
   * The number of live refresh tokens per user. One more silently invalidates the oldest. The number is unconfirmed.
   * @defaultValue `100`
   */
  maxRefreshTokens: number;
  /**
   * The number of days after which an unused refresh token expires. Documented as six months.
   * @defaultValue `183`
   */
  refreshTokenIdleDays: number;
}

export const DEFAULT_GOOGLE_OAUTH_SWITCHES: Readonly<GoogleOAuthSwitches> = {
  testingRefreshTokens: false,
  rotateRefreshTokens: false,
  revokeOnCodeReuse: true,
  maxRefreshTokens: 100,
  refreshTokenIdleDays: 183,
};
