import { verify } from 'node:crypto';
import { OAuthError } from './oauth-error';
import { SERVICE_ACCOUNT_EMAIL, serviceAccountPublicKey } from './service-account-key';
import { parseScopes } from '../../oauth/scope-list';
import { isKnownScope } from './google-scopes';

const MAX_LIFETIME_S = 3600;
/** How far the client's clock may be off. */
const SKEW_S = 300;

/** What Google expects of an assertion. */
export interface AssertionRules {
  /** Every URL of the token endpoint that the client may have used. */
  readonly audiences: readonly string[];
  readonly nowMs: number;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Checks the signed JWT of a service account and returns the requested scopes.
 *
 * @throws OAuthError `invalid_grant`, `invalid_scope`, `unauthorized_client`
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export function readAssertion(text: string, { audiences, nowMs }: AssertionRules): string[] {
  const [head, body, signature, ...rest] = text.split('.');
  const [header, claims] = [decode(head), decode(body)];
  if (!header || !claims || !signature || rest.length > 0) throw invalidJwt('Not a valid JWT.');
  const { iss, sub, aud, iat, exp, scope } = claims;
  if (iss !== SERVICE_ACCOUNT_EMAIL) throw new OAuthError('invalid_grant', 'Invalid grant: account not found');
  const signed = Buffer.from(`${head}.${body}`);
  const genuine =
    header.alg === 'RS256' &&
    verify('RSA-SHA256', signed, serviceAccountPublicKey(), Buffer.from(signature, 'base64url'));
  if (!genuine) throw new OAuthError('invalid_grant', 'Invalid JWT Signature.');
  if (typeof aud !== 'string' || !audiences.includes(aud)) {
    throw invalidJwt(`Failed audience check. The right audience is ${audiences[0]}`);
  }
  if (!isTimely(iat, exp, nowMs / 1000)) {
    throw invalidJwt(
      'Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values ' +
        'in the JWT claim.',
    );
  }
  if (sub !== undefined && sub !== iss) {
    const message =
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the ' +
      'scopes requested.';
    throw new OAuthError('unauthorized_client', message);
  }
  const scopes = typeof scope === 'string' ? parseScopes(scope) : [];
  if (scopes.length > 0 && scopes.every(isKnownScope)) return scopes;
  throw new OAuthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
}

function isTimely(iat: unknown, exp: unknown, nowS: number): boolean {
  if (typeof iat !== 'number' || typeof exp !== 'number') return false;
  const life = exp - iat;
  return life > 0 && life <= MAX_LIFETIME_S && iat <= nowS + SKEW_S && exp > nowS;
}

function invalidJwt(text: string): OAuthError {
  return new OAuthError('invalid_grant', `Invalid JWT: ${text}`);
}

function decode(segment: string | undefined): Json | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment ?? '', 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
