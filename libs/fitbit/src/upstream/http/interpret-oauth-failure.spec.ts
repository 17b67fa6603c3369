import type { FitbitErrorCode } from '../../model/error-code';
import {
  interpretAuthorizationError,
  interpretOAuthFailure,
  isAlreadyRevoked,
  type OAuthStep,
} from './interpret-oauth-failure';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
  status,
  headers: new Headers(headers),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('interpretOAuthFailure', () => {
  it.each<[OAuthStep, number, unknown, FitbitErrorCode]>([
    ['refresh', 400, { error: 'invalid_grant' }, 'FITBIT_REAUTHORIZATION_REQUIRED'],
    ['refresh', 400, { error: 'invalid_grant', error_subtype: 'invalid_rapt' }, 'FITBIT_REAUTHORIZATION_REQUIRED'],
    ['exchange', 400, { error: 'invalid_grant' }, 'FITBIT_AUTHORIZATION_REFUSED'],
    ['revoke', 400, { error: 'invalid_grant' }, 'FITBIT_REQUEST_REFUSED'],
    ...(['exchange', 'refresh', 'revoke'] as const).flatMap((step): [OAuthStep, number, unknown, FitbitErrorCode][] => [
      [step, 401, { error: 'invalid_client' }, 'FITBIT_UPSTREAM_CONFIGURATION'],
      [step, 401, { error: 'unauthorized_client' }, 'FITBIT_UPSTREAM_CONFIGURATION'],
      [step, 400, { error: 'redirect_uri_mismatch' }, 'FITBIT_UPSTREAM_CONFIGURATION'],
      [step, 400, { error: 'invalid_scope' }, 'FITBIT_UPSTREAM_CONFIGURATION'],
      [step, 429, { error: 'slow_down' }, 'FITBIT_RATE_LIMITED'],
      [step, 429, '<html>', 'FITBIT_RATE_LIMITED'],
      [step, 403, { error: 'rate_limit_exceeded' }, 'FITBIT_RATE_LIMITED'],
      [step, 410, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 410, { error: 'invalid_grant' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 500, { error: 'invalid_grant' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 503, '<html>', 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 400, { error: 'server_error' }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 400, '<html>', 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 400, { error: { code: 400 } }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 401, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
      [step, 302, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    ]),
    ['refresh', 400, { error: 'admin_policy_enforced' }, 'FITBIT_REQUEST_REFUSED'],
    ['exchange', 400, { error: 'admin_policy_enforced' }, 'FITBIT_AUTHORIZATION_REFUSED'],
  ])('%s: %i %j', (step, status, body, code) => {
    expect(interpretOAuthFailure(step, answer(status, body)).code).toBe(code);
  });

  it('returns the reason that the error page explains', () => {
    expect(interpretOAuthFailure('exchange', answer(400, { error: 'invalid_grant' }))).toMatchObject({
      reason: 'code_refused',
    });
  });

  it('waits as long as the answer asks', () => {
    const failure = interpretOAuthFailure('refresh', answer(429, {}, { 'retry-after': '9' }));
    expect(failure).toMatchObject({ retryAfterMs: 9_000 });
  });
});

describe('interpretAuthorizationError', () => {
  it.each([
    ['access_denied', { code: 'FITBIT_AUTHORIZATION_REFUSED', reason: 'access_denied' }],
    ['admin_policy_enforced', { code: 'FITBIT_AUTHORIZATION_REFUSED', reason: 'access_denied' }],
    ['<script>', { code: 'FITBIT_AUTHORIZATION_REFUSED', reason: 'access_denied' }],
    ['invalid_scope', { code: 'FITBIT_UPSTREAM_CONFIGURATION', reason: 'invalid_scope' }],
    ['temporarily_unavailable', { code: 'FITBIT_UPSTREAM_UNAVAILABLE' }],
  ])('%s', (error, expected) => {
    expect(interpretAuthorizationError(error)).toMatchObject(expected);
  });
});

describe('isAlreadyRevoked', () => {
  it('distinguishes an unknown token from a failed request', () => {
    expect(isAlreadyRevoked(answer(400, { error: 'invalid_token' }))).toBe(true);
    expect(isAlreadyRevoked(answer(401, { error: 'invalid_token' }))).toBe(false);
    expect(isAlreadyRevoked(answer(400, { error: 'invalid_client' }))).toBe(false);
    expect(isAlreadyRevoked(answer(400, '<html>'))).toBe(false);
  });
});
