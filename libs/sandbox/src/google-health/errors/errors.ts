import { badRequest, errorInfo, type FieldViolation, GoogleError } from './google-error';

/** The number of the project that owns the application `sandbox-client`. */
export const PROJECT_NUMBER = '123456789012';

const RPC_SERVICE = 'google.devicesandservices.health.v4';
const SERVICE = 'health.googleapis.com';

function rpc(method: string): Readonly<Record<string, string>> {
  return { service: SERVICE, method: `${RPC_SERVICE}.${method}` };
}

/** The request has no credentials. The reason is unconfirmed; the metadata is measured. */
export function credentialsMissing(method: string): GoogleError {
  const message =
    'Request is missing required authentication credential. Expected OAuth 2 access token, login cookie or other ' +
    'valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
  return new GoogleError('UNAUTHENTICATED', message, [errorInfo('CREDENTIALS_MISSING', rpc(method), 'googleapis.com')]);
}

/** The token is malformed, expired or revoked. The error has no details. */
export function credentialsInvalid(): GoogleError {
  return new GoogleError(
    'UNAUTHENTICATED',
    'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid ' +
      'authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.',
  );
}

/** The front end's refusal: the token has none of the scopes that the method accepts. */
export function scopeInsufficient(method: string): GoogleError {
  return new GoogleError('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [
    errorInfo('ACCESS_TOKEN_SCOPE_INSUFFICIENT', rpc(method), 'googleapis.com'),
  ]);
}

/** The service's refusal: the scopes allow the method, but not for this data type. */
export function missingScope(scopes: readonly string[]): GoogleError {
  const message = `The request is missing a required OAuth scope. Required: ${scopes.join(', ')}`;
  return new GoogleError('PERMISSION_DENIED', message, [errorInfo('MISSING_OAUTH_SCOPE')]);
}

export function disallowedScopes(): GoogleError {
  return new GoogleError('PERMISSION_DENIED', 'Request contains disallowed OAuth scope(s).', [
    errorInfo('DISALLOWED_OAUTH_SCOPES', { disallowed_scopes: 'cloud_platform' }),
  ]);
}

export function permissionDenied(): GoogleError {
  return new GoogleError('PERMISSION_DENIED', 'The caller does not have permission');
}

/** The caller has no role in the project that allows the method. */
export function iamDenied(method: string): GoogleError {
  const message = `Permission denied on resource project ${PROJECT_NUMBER}.`;
  return new GoogleError('PERMISSION_DENIED', message, [
    errorInfo('IAM_PERMISSION_DENIED', { ...rpc(method), resource: `projects/${PROJECT_NUMBER}` }, 'googleapis.com'),
  ]);
}

/** 400 without details, as for a numeric user id in a parent. */
export function invalidArgument(): GoogleError {
  return new GoogleError('INVALID_ARGUMENT', 'Request contains an invalid argument.');
}

/** 400 with a documented reason and, for an invalid field, a violation. */
export function invalid(
  reason: string,
  message: string,
  violations: readonly FieldViolation[] = [],
  metadata: Readonly<Record<string, string>> = {},
): GoogleError {
  const info = errorInfo(reason, metadata);
  return new GoogleError('INVALID_ARGUMENT', message, violations.length > 0 ? [info, badRequest(violations)] : [info]);
}

/** The transcoder could not read the request: unknown names, wrong types or invalid JSON. */
export function malformed(violations: readonly FieldViolation[]): GoogleError {
  const message = violations.map(({ description }) => description).join('\n');
  return new GoogleError('INVALID_ARGUMENT', message, [badRequest(violations)]);
}

export function unknownDataType(id: string): GoogleError {
  const message = `Invalid data type ID referenced in the parent data type collection: ${id}`;
  return invalid('INVALID_PARENT_DATA_TYPE_COLLECTION', message, [{ field: 'parent', description: message }]);
}

export function notFound(): GoogleError {
  const message =
    'The requested resource was not found. Please refer to the Google Health API developer documentation for ' +
    'guidance and support.';
  return new GoogleError('NOT_FOUND', message, [errorInfo('RESOURCE_NOT_FOUND')]);
}

export function alreadyExists(message: string): GoogleError {
  return new GoogleError('ALREADY_EXISTS', message);
}

/** The body has the shape that other Google APIs use; none of this service is published. */
export function quotaExceeded(limit: 'per minute' | 'per minute per user' = 'per minute'): GoogleError {
  const message =
    `Quota exceeded for quota metric 'Queries' and limit 'Queries ${limit}' of service '${SERVICE}' ` +
    `for consumer 'project_number:${PROJECT_NUMBER}'.`;
  return new GoogleError('RESOURCE_EXHAUSTED', message, [
    errorInfo('RATE_LIMIT_EXCEEDED', { service: SERVICE, consumer: `projects/${PROJECT_NUMBER}` }, 'googleapis.com'),
  ]);
}

export function internalError(): GoogleError {
  return new GoogleError('INTERNAL', 'Internal error encountered.');
}

/** Not an error of the real service: the sandbox does not accept writes. */
export function unplayed(): GoogleError {
  return new GoogleError('UNIMPLEMENTED', 'The sandbox does not support this method.');
}
