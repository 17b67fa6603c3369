/** Switches of the Fitbit Web API's OAuth 2.0 server. */
export interface FitbitOAuthSwitches {
  /**
   * For how many milliseconds a repeated refresh gets the same answer again; `0` disables this. The older wording of
   * the documentation.
   * @defaultValue `120_000`
   */
  refreshGraceMs: number;
  /**
   * The grace period ends as soon as one of the new tokens is used. The current wording of the documentation.
   * @defaultValue `true`
   */
  refreshGraceEndsOnUse: boolean;
  /**
   * A new authorization invalidates the refresh token of the previous one. Follows from the documented rule that a user
   * has one live refresh token.
   * @defaultValue `true`
   */
  singleRefreshToken: boolean;
  /**
   * The consent page appends `#_=_` to the redirect URI. Browsers do not send it to a server. Unconfirmed.
   * @defaultValue `false`
   */
  redirectFragment: boolean;
}

export const DEFAULT_FITBIT_OAUTH_SWITCHES: Readonly<FitbitOAuthSwitches> = {
  refreshGraceMs: 120_000,
  refreshGraceEndsOnUse: true,
  singleRefreshToken: true,
  redirectFragment: false,
};
