/** The URLs of the upstream. */
export interface FitbitWebApiUrls {
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
  /** Without a version, which differs per area, and without a slash at the end. */
  readonly api: string;
}

/** @see https://dev.fitbit.com/build/reference/web-api/developer-guide/authorization/ */
export const FITBIT_WEB_API_URLS: FitbitWebApiUrls = {
  authorization: 'https://www.fitbit.com/oauth2/authorize',
  token: 'https://api.fitbit.com/oauth2/token',
  revocation: 'https://api.fitbit.com/oauth2/revoke',
  api: 'https://api.fitbit.com',
};

/** The same paths below one base URL, for the sandbox, a proxy or a recorded server. */
export function fitbitWebApiUrlsBelow(baseUrl: string | URL): FitbitWebApiUrls {
  const base = String(baseUrl).replace(/\/+$/, '');
  return {
    authorization: `${base}/oauth2/authorize`,
    token: `${base}/oauth2/token`,
    revocation: `${base}/oauth2/revoke`,
    api: base,
  };
}
