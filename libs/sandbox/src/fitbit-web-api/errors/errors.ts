import { FitbitWebApiError } from './fitbit-web-api-error';

/** The end of every OAuth error message. */
const VISIT =
  'Visit https://dev.fitbit.com/docs/oauth2 for more information on the Fitbit Web API authorization process.';

const untied = { fieldName: 'n/a', success: false } as const;

export function invalidClient(): FitbitWebApiError {
  return new FitbitWebApiError(
    401,
    'invalid_client',
    `Invalid authorization header format or client credentials. ${VISIT}`,
  );
}

export function invalidGrant(complaint: string): FitbitWebApiError {
  return new FitbitWebApiError(400, 'invalid_grant', `${complaint}. ${VISIT}`);
}

export function invalidOAuthRequest(complaint: string): FitbitWebApiError {
  return new FitbitWebApiError(400, 'invalid_request', `${complaint}. ${VISIT}`);
}

/** The token to revoke is not valid. The status is unconfirmed. */
export function deadToken(token: string): FitbitWebApiError {
  return new FitbitWebApiError(400, 'invalid_token', `Token invalid: ${token}. ${VISIT}`);
}

export function authorizationMissing(status: number): FitbitWebApiError {
  return new FitbitWebApiError(status, 'invalid_request', 'Authorization header required.');
}

export function expiredToken(token: string): FitbitWebApiError {
  return new FitbitWebApiError(401, 'expired_token', `Access token expired: ${token}. ${VISIT}`);
}

export function invalidToken(token: string): FitbitWebApiError {
  return new FitbitWebApiError(401, 'invalid_token', `Access token invalid: ${token}. ${VISIT}`);
}

export function insufficientScope(scope: string): FitbitWebApiError {
  const message = `This application does not have permission to access ${scope} data. ${VISIT}`;
  return new FitbitWebApiError(403, 'insufficient_scope', message);
}

/** The application itself lacks the permission, independent of the user's grant. */
export function notAuthorized(): FitbitWebApiError {
  const message = `API client is not authorized by Fitbit to access the resource requested. ${VISIT}`;
  return new FitbitWebApiError(403, 'insufficient_permissions', message);
}

export function readOnlyClient(): FitbitWebApiError {
  return new FitbitWebApiError(
    403,
    'insufficient_permissions',
    'Read-only API client is not authorized to update resources.',
  );
}

/** The data of another user. Sharing ("privacy settings") is not simulated. */
export function privateData(): FitbitWebApiError {
  return new FitbitWebApiError(401, 'authorization', 'The resource owner does not share this data.', untied);
}

export function notFound(): FitbitWebApiError {
  return new FitbitWebApiError(404, 'not_found', 'The API you are requesting could not be found.', untied);
}

export function lengthRequired(): FitbitWebApiError {
  return new FitbitWebApiError(411, 'request', 'Content-Length required.', untied);
}

export function tooManyRequests(): FitbitWebApiError {
  return new FitbitWebApiError(429, 'system', 'Too Many Requests', untied);
}

/** The body is unconfirmed. */
export function gone(): FitbitWebApiError {
  return new FitbitWebApiError(410, 'system', 'The Fitbit Web API has been turned down.', untied);
}

export function internalError(): FitbitWebApiError {
  return new FitbitWebApiError(500, 'system', 'An internal error occurred.', untied);
}

export function validation(fieldName: string, message: string, status: 400 | 409 | 422 = 400): FitbitWebApiError {
  return new FitbitWebApiError(status, 'validation', message, { fieldName });
}

/** @param path with a leading slash, for example `/activities/floors` */
export function invalidResource(path: string): FitbitWebApiError {
  return validation('resource path', `Invalid time series resource path: ${path}`);
}

export function invalidPeriod(period: string): FitbitWebApiError {
  return validation('period', `Invalid period: ${period}`);
}

export function tooManyPoints(): FitbitWebApiError {
  return validation('Request', 'The number of data points queried exceeds limit.', 422);
}
