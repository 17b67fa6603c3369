import type { FitbitErrorCode } from '../../../model/error-code';
import { interpretFailure } from './interpret-failure';

const window = { from: '2026-09-01', to: '2026-09-30' };
const interpret = (status: number, body: unknown = '', headers: Record<string, string> = {}) =>
  interpretFailure(
    { status, headers: new Headers(headers), body: typeof body === 'string' ? body : JSON.stringify(body) },
    { subject: 'steps', window },
  );

const error = (code: number, status: string, reason?: string, metadata?: object) => ({
  error: {
    code,
    message: 'Words that the code ignores, with a ya29.token in them.',
    status,
    details: reason && [
      { '@type': 'type.googleapis.com/google.rpc.Help', links: [] },
      { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain: 'health.googleapis.com', metadata },
    ],
  },
});
const HTML = '<!DOCTYPE html><title>Error 404 (Not Found)!!1</title>';

describe('interpretFailure', () => {
  it.each<[number, unknown, FitbitErrorCode]>([
    [401, error(401, 'UNAUTHENTICATED'), 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [401, error(401, 'UNAUTHENTICATED', 'CREDENTIALS_MISSING'), 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [401, HTML, 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [403, error(403, 'PERMISSION_DENIED', 'ACCESS_TOKEN_SCOPE_INSUFFICIENT'), 'FITBIT_SCOPE_MISSING'],
    [403, error(403, 'PERMISSION_DENIED', 'MISSING_OAUTH_SCOPE'), 'FITBIT_SCOPE_MISSING'],
    [403, error(403, 'PERMISSION_DENIED', 'SERVICE_DISABLED'), 'FITBIT_UPSTREAM_CONFIGURATION'],
    [403, error(403, 'PERMISSION_DENIED', 'IAM_PERMISSION_DENIED'), 'FITBIT_UPSTREAM_CONFIGURATION'],
    [403, error(403, 'PERMISSION_DENIED', 'DISALLOWED_OAUTH_SCOPES'), 'FITBIT_UPSTREAM_CONFIGURATION'],
    [403, error(403, 'PERMISSION_DENIED', 'RESOURCE_PERMISSION_DENIED'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [403, error(403, 'PERMISSION_DENIED', 'DATA_ACCESS_DENIED'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [403, error(403, 'PERMISSION_DENIED'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [403, error(403, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'), 'FITBIT_RATE_LIMITED'],
    [403, HTML, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [429, error(429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'), 'FITBIT_RATE_LIMITED'],
    [429, HTML, 'FITBIT_RATE_LIMITED'],
    [410, error(410, 'FAILED_PRECONDITION'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [410, HTML, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [400, error(400, 'INVALID_ARGUMENT', 'INVALID_DATA_POINT_FILTER'), 'FITBIT_REQUEST_REFUSED'],
    [400, error(400, 'INVALID_ARGUMENT'), 'FITBIT_REQUEST_REFUSED'],
    [400, error(400, 'FAILED_PRECONDITION', 'ACCOUNT_NOT_LINKED'), 'FITBIT_REQUEST_REFUSED'],
    [404, error(404, 'NOT_FOUND', 'RESOURCE_NOT_FOUND'), 'FITBIT_REQUEST_REFUSED'],
    [404, HTML, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [408, error(408, 'CANCELLED'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [500, error(500, 'INTERNAL', 'INTERNAL_ERROR'), 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [502, HTML, 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [503, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [302, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [204, '', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [400, '{"error":"text"}', 'FITBIT_UPSTREAM_UNAVAILABLE'],
    [400, '{"error":{"details":[7,null,{"@type":7}]}}', 'FITBIT_REQUEST_REFUSED'],
  ])('%i %j', (status, body, code) => {
    const failure = interpret(status, body);
    expect(failure.code).toBe(code);
    expect(failure.message).not.toContain('ya29');
  });

  it('names the reason and the window of a refused request', () => {
    const failure = interpret(400, error(400, 'INVALID_ARGUMENT', 'INVALID_DATA_POINT_FILTER'));
    expect(failure).toMatchObject({ reason: 'INVALID_DATA_POINT_FILTER', window });
    expect(interpret(400, error(400, 'INVALID_ARGUMENT'))).toMatchObject({ reason: 'INVALID_ARGUMENT' });
  });

  it('ignores a reason of another form', () => {
    const failure = interpret(400, error(400, 'ya29.secret', 'Bearer ya29.secret'));
    expect(failure).toMatchObject({ reason: 'HTTP 400' });
  });

  it('waits as long as the answer asks', () => {
    expect(interpret(429, '', { 'retry-after': '7' })).toMatchObject({ retryAfterMs: 7_000 });
    expect(interpret(429)).toMatchObject({ retryAfterMs: 60_000 });
  });

  it('names the subject of a missing scope', () => {
    const failure = interpret(403, error(403, 'PERMISSION_DENIED', 'MISSING_OAUTH_SCOPE'));
    expect(failure).toMatchObject({ subject: 'steps' });
  });

  it.each(['14', 14])('takes the allowed days of a roll-up from the answer (%p)', (maxDurationDays) => {
    const body = error(400, 'INVALID_ARGUMENT', 'INVALID_ROLLUP_QUERY_DURATION', { maxDurationDays });
    expect(interpret(400, body)).toMatchObject({ code: 'FITBIT_REQUEST_REFUSED', maxDurationDays: 14 });
  });

  it.each([undefined, 'many', '0', '-1', '1.5'])('refuses the request when the number is impossible (%p)', (days) => {
    const body = error(400, 'INVALID_ARGUMENT', 'INVALID_ROLLUP_QUERY_DURATION', { maxDurationDays: days });
    expect(interpret(400, body)).not.toHaveProperty('maxDurationDays');
  });
});
