import { createPrivateKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import {
  RateLimitedError,
  UpstreamConfigurationError,
  UpstreamGoneError,
  UpstreamUnavailableError,
  type FitbitError,
} from '../../../errors/fitbit.errors';
import type { Clock } from '../../../model/clock';
import type { HttpAnswer, HttpClient } from '../../http/http-client';
import { interpretOAuthFailure } from '../../http/interpret-oauth-failure';
import { parseJsonObject } from '../../http/json-text';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** The longest life that Google gives an assertion, and about that of a token. */
const LIFETIME_S = 3600;
const LEEWAY_MS = 60_000;
/** Google stands about five minutes between its clock and ours. */
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
 * Access tokens of the project's service account: a JWT that it signs is exchanged for one, which serves until shortly
 * before its end.
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

  /** The upstream refused the token. */
  forget(token: string): void {
    if (this.current?.token === token) this.current = undefined;
  }

  private async request(): Promise<string> {
    const askedAtMs = this.nowMs();
    let answer = await this.exchange(askedAtMs);
    const theirTimeMs = Date.parse(answer.headers.get('date') ?? '');
    // The refusal may mean our clock and not the key: the answer says what time it is.
    if (answer.status === 400 && Math.abs(theirTimeMs - askedAtMs) > SKEW_MS) answer = await this.exchange(theirTimeMs);
    if (answer.status !== 200) throw configurationFault(interpretOAuthFailure('exchange', answer), answer.body);
    const { access_token: token, expires_in: expiresIn } = parseJsonObject(answer.body) ?? {};
    if (typeof token !== 'string' || token === '')
      throw new UpstreamUnavailableError('no token for the service account');
    const lifeS = typeof expiresIn === 'number' && expiresIn > 0 ? expiresIn : LIFETIME_S;
    this.current = { token, expiresAtMs: askedAtMs + lifeS * 1000 };
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

/** There is no user here whose consent could be at fault: what is not temporary is in the options. */
function configurationFault(failure: FitbitError, body: string): FitbitError {
  const temporary = [RateLimitedError, UpstreamGoneError, UpstreamUnavailableError];
  if (temporary.some((kind) => failure instanceof kind)) return failure;
  const error = parseJsonObject(body)?.error;
  const code = typeof error === 'string' && /^[a-z_]{1,40}$/.test(error) ? error : 'refused';
  return new UpstreamConfigurationError(`service account: ${code}`, { check: 'google.serviceAccount' });
}
