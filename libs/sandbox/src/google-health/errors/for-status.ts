import { credentialsInvalid, internalError, invalidArgument, notFound, quotaExceeded } from './errors';
import { errorInfo, GoogleError } from './google-error';

/** The service's usual body for a status, for faults that only name a status. */
export function errorForStatus(status: number): unknown {
  switch (status) {
    case 400:
      return invalidArgument();
    case 401:
      return credentialsInvalid();
    case 403:
      return new GoogleError('PERMISSION_DENIED', 'The caller does not have permission', [
        errorInfo('RESOURCE_PERMISSION_DENIED'),
      ]);
    case 404:
      return notFound();
    case 429:
      return quotaExceeded();
    case 503:
      return new GoogleError('UNAVAILABLE', 'The service is currently unavailable.');
    default:
      return status === 500 ? internalError() : { error: { code: status, message: 'Error', status: 'UNKNOWN' } };
  }
}
