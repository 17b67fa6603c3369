/** The URLs of the upstream. */
export interface GoogleHealthUrls {
  /** Compared with the `iss` of the redirect when there is one (RFC 9207). */
  readonly issuer: string;
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
  /** With its version, without a slash at the end. */
  readonly api: string;
  /** The public keys of notifications, as a Tink keyset. */
  readonly webhookKeyset: string;
}

/** @see https://developers.google.com/identity/protocols/oauth2/web-server and https://developers.google.com/health */
export const GOOGLE_HEALTH_URLS: GoogleHealthUrls = {
  issuer: 'https://accounts.google.com',
  authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  revocation: 'https://oauth2.googleapis.com/revoke',
  api: 'https://health.googleapis.com/v4',
  webhookKeyset: 'https://www.gstatic.com/googlehealthapi/webhooks/webhooks_public_keyset.json',
};

/** The same paths below one base URL, for the sandbox, a proxy or a recorded server. */
export function googleHealthUrlsBelow(baseUrl: string | URL): GoogleHealthUrls {
  const base = String(baseUrl).replace(/\/+$/, '');
  return {
    issuer: base,
    authorization: `${base}/o/oauth2/v2/auth`,
    token: `${base}/token`,
    revocation: `${base}/revoke`,
    api: `${base}/v4`,
    webhookKeyset: `${base}/webhooks_public_keyset.json`,
  };
}
