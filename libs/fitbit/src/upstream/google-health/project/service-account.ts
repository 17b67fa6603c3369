import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import {
  RateLimitedError,
  UpstreamConfigurationError,
  UpstreamUnavailableError,
  type FitbitError,
} from '../../../errors/fitbit.errors';
import type { Clock } from '../../../model/clock';
import type { HttpAnswer, HttpClient } from '../../http/http-client';
import { interpretOAuthFailure } from '../../http/interpret-oauth-failure';
import { parseJsonObject } from '../../http/json-text';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** The longest lifetime that Google accepts for an assertion, and about that of a token. */
const LIFETIME_S = 3600;
const LEEWAY_MS = 60_000;
/** Google tolerates a difference of about five minutes between its clock and ours. */
const SKEW_MS = 60_000;

export interface ServiceAccountSettings {
  readonly clientEmail: string;
  /** PKCS #8 in PEM, RSA. */
  readonly privateKey: string;
  readonly tokenUrl: string;
  readonly clock: Clock;
  readonly http: HttpClient;
}

/**
 * Access tokens of the project's service account. A JWT signed with its key is exchanged for a token, which is used until
 * shortly before its expiry.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7523 and https://developers.google.com/identity/protocols/oauth2/service-account
 */
export class ServiceAccount {
  private readonly key: KeyObject;
  private current: { readonly token: string; readonly expiresAtMs: number } | undefined;
  private underWay: Promise<string> | undefined;

  constructor(private readonly settings: ServiceAccountSettings) {
    this.key = createPrivateKey(settings.privateKey);
  }

  /** @throws UpstreamConfigurationError when Google does not accept the account or its key. */
  async token(): Promise<string> {
    if (this.current && this.nowMs() < this.current.expiresAtMs - LEEWAY_MS) return this.current.token;
    this.underWay ??= this.request().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  /** Discards a token that the upstream rejected. */
  forget(token: string): void {
    if (this.current?.token === token) this.current = undefined;
  }

  private async request(): Promise<string> {
    const requestedAtMs = this.nowMs();
    let answer = await this.exchange(requestedAtMs);
    const theirTimeMs = Date.parse(answer.headers.get('date') ?? '');
    // The cause may be our clock and not the key: the answer has the upstream's time.
    if (answer.status === 400 && Math.abs(theirTimeMs - requestedAtMs) > SKEW_MS)
      answer = await this.exchange(theirTimeMs);
    if (answer.status !== 200) throw configurationFault(interpretOAuthFailure('exchange', answer), answer.body);
    const { access_token: token, expires_in: expiresIn } = parseJsonObject(answer.body) ?? {};
    if (typeof token !== 'string' || token === '')
      throw new UpstreamUnavailableError('no token for the service account');
    const lifetimeS = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : LIFETIME_S;
    this.current = { token, expiresAtMs: requestedAtMs + lifetimeS * 1000 };
    return token;
  }

  private async exchange(nowMs: number): Promise<HttpAnswer> {
    const { http, tokenUrl } = this.settings;
    const form = new URLSearchParams({ grant_type: GRANT_TYPE, assertion: await this.assertion(nowMs) });
    const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' };
    return http.send({ method: 'POST', url: tokenUrl, headers, body: form.toString() });
  }

  private assertion(nowMs: number): Promise<string> {
    const { clientEmail, tokenUrl } = this.settings;
    const nowS = Math.floor(nowMs / 1000);
    return new SignJWT({ scope: SCOPE })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .setIssuer(clientEmail)
      .setAudience(tokenUrl)
      .setIssuedAt(nowS)
      .setExpirationTime(nowS + LIFETIME_S)
      .sign(this.key);
  }

  private nowMs(): number {
    return this.settings.clock.now().getTime();
  }
}

/** No user's consent is involved, so a failure that is not temporary is a fault in the options. */
function configurationFault(failure: FitbitError, body: string): FitbitError {
  const temporary = [RateLimitedError, UpstreamUnavailableError];
  if (temporary.some((kind) => failure instanceof kind)) return failure;
  const error = parseJsonObject(body)?.error;
  const code = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : 'refused';
  return new UpstreamConfigurationError(`service account: ${code}`, { check: 'google.serviceAccount' });
}
