import { inspect } from 'node:util';
import type { FitbitErrorCode } from '../../../model/error-code';
import { interpretFailure } from './interpret-failure';

const window = { from: '2026-01-01', to: '2026-01-31' };
const errors = (errorType: string, message = '', fieldName?: string) => ({
  errors: [{ errorType, message, ...(fieldName && { fieldName }) }],
});
const failure = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  interpretFailure(
    { status, headers: new Headers(headers), body: typeof body === 'string' ? body : JSON.stringify(body) },
    { subject: 'activities/steps', window },
  );

const EXPIRED = 'Access token expired: eyJhbGciOiJIUzI1NiJ9.secret. Visit https://dev.fitbit.com/docs/oauth2 for more';
const NO_SCOPE = 'This application does not have permission to access sleep data. Visit https://dev.fitbit.com/docs';

describe('a failure of the Fitbit Web API', () => {
  it.each<[number, unknown, FitbitErrorCode]>([
    [401, { ...errors('expired_token', EXPIRED), success: false }, 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [401, errors('invalid_token', 'Access token invalid: secret'), 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [401, errors('invalid_request', 'Authorization header required.'), 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [401, '', 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [401, errors('authorization', '', 'authorization'), 'FITBIT_SCOPE_MISSING'],
    [403, errors('insufficient_scope', NO_SCOPE), 'FITBIT_SCOPE_MISSING'],
    [403, errors('insufficient_permissions', 'API client is not authorized'), 'FITBIT_UPSTREAM_CONFIGURATION'],
    [403, { error: { code: 403, message: 'The caller does not have permission' } }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [403, '<html>', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [410, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [410, errors('system'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [429, errors('system', 'Too Many Requests', 'n/a'), 'FITBIT_RATE_LIMITED'],
    [429, errors('request', 'Rate limit exceeded for this user.'), 'FITBIT_RATE_LIMITED'],
    [400, errors('validation', 'Invalid date: 2014-xx', 'date'), 'FITBIT_REQUEST_REFUSED'],
    [404, errors('not_found'), 'FITBIT_REQUEST_REFUSED'],
    [409, errors('validation'), 'FITBIT_REQUEST_REFUSED'],
    [422, errors('validation', 'The number of data points queried exceeds limit.'), 'FITBIT_REQUEST_REFUSED'],
    [400, '<html>', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [404, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [500, errors('system'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [500, 'Response code 500 … Error id: A29EFF64:61D9_', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [503, '<html>maintenance</html>', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [202, { meta: { state: 'pending' } }, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [302, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
  ])('%i %j', (status, body, code) => {
    const error = failure(status, body);
    expect(error.code).toBe(code);
    expect(inspect(error, { depth: 10 })).not.toMatch(/secret|eyJ/);
  });

  it('names the refused request and its days', () => {
    const error = failure(400, errors('validation', 'Invalid date: 2014-xx', 'date'));
    expect(error).toMatchObject({ reason: 'HTTP 400 validation of date', window });
    expect(failure(403, errors('insufficient_scope'))).toMatchObject({ subject: 'activities/steps' });
  });

  it('ignores a type or a field of another form', () => {
    expect(failure(400, errors('<script>')).code).toBe('FITBIT_UPSTREAM_UNAVAILABLE');
    expect(failure(400, errors('validation', '', 'eyJ0b2tlbg=='))).toMatchObject({ reason: 'HTTP 400 validation' });
  });
});
