import {
  AuthorizationRefusedError,
  RateLimitedError,
  ReauthorizationRequiredError,
  RequestRefusedError,
  UpstreamConfigurationError,
  UpstreamUnavailableError,
  type FitbitError,
} from '../../errors/fitbit.errors';
import type { HttpAnswer } from './http-client';
import { parseJsonObject } from './json-text';
import { retryAfterMs } from './retry-after';

export type OAuthStep = 'exchange' | 'refresh' | 'revoke';

/** The application is at fault: its id, its secret, its request, or its registration. */
const CONFIGURATION = new Set([
  'deleted_client',
  'disabled_client',
  'invalid_client',
  'invalid_request',
  'invalid_scope',
  'org_internal',
  'redirect_uri_mismatch',
  'unauthorized_client',
  'unsupported_grant_type',
  'unsupported_response_type',
]);
const TEMPORARY = new Set(['internal_failure', 'server_error', 'temporarily_unavailable']);
const QUOTA = new Set(['rate_limit_exceeded', 'slow_down']);

/** Error codes appear in messages and logs: only a text of this form is taken over. */
const ERROR_CODE = /^[a-z_]{1,40}$/;

/**
 * An answer of the token or the revocation endpoint other than 200, as one of our errors.
 *
 * Only `invalid_grant` at a refresh ends a connection. An undocumented code only makes the exchange or the one request
 * fail.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2 and https://developers.google.com/identity/protocols/oauth2
 */
export function interpretOAuthFailure(step: OAuthStep, { status, headers, body }: HttpAnswer): FitbitError {
  const code = errorCode(parseJsonObject(body)?.error);
  if (status === 429 || QUOTA.has(code ?? '')) return new RateLimitedError(retryAfterMs(headers));
  if (code === undefined || status === 410 || status >= 500 || status < 400 || TEMPORARY.has(code)) {
    return new UpstreamUnavailableError(`HTTP ${status}${code ? ` ${code}` : ''}`);
  }
  if (CONFIGURATION.has(code)) return new UpstreamConfigurationError(code);
  if (step === 'exchange') return new AuthorizationRefusedError('code_refused');
  if (step === 'refresh' && code === 'invalid_grant') return new ReauthorizationRequiredError();
  return new RequestRefusedError(code);
}

/** The `error` that the consent page sent back instead of a code. */
export function interpretAuthorizationError(error: string): FitbitError {
  const code = errorCode(error) ?? 'unknown';
  if (TEMPORARY.has(code)) return new UpstreamUnavailableError(`authorization: ${code}`);
  if (CONFIGURATION.has(code)) return new UpstreamConfigurationError(code);
  return new AuthorizationRefusedError('access_denied');
}

/** A grant that is expired or unknown to the upstream counts as revoked. */
export function isAlreadyRevoked({ status, body }: HttpAnswer): boolean {
  return status === 400 && errorCode(parseJsonObject(body)?.error) === 'invalid_token';
}

function errorCode(error: unknown): string | undefined {
  return typeof error === 'string' && ERROR_CODE.test(error) ? error : undefined;
}
