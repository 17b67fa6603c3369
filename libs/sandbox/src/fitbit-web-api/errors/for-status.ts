import {
  gone,
  insufficientScope,
  internalError,
  invalidClient,
  invalidGrant,
  invalidToken,
  notFound,
  tooManyPoints,
  tooManyRequests,
  validation,
} from './errors';

const PAGE = '<html><body><h1>Service unavailable</h1><p>Error id: A29EFF64:61D9_0A1B2C3D</p></body></html>';

/** The service's usual body for a status, for faults that only name a status. */
export function bodyForStatus(status: number, path: string): unknown {
  const oauth = path.startsWith('/oauth2/');
  switch (status) {
    case 400:
      return oauth ? invalidGrant('Refresh token invalid: 0') : validation('n/a', 'Invalid request');
    case 401:
      return oauth ? invalidClient() : invalidToken('0');
    case 403:
      return insufficientScope('activity');
    case 404:
      return notFound();
    case 410:
      return gone();
    case 422:
      return tooManyPoints();
    case 429:
      return tooManyRequests();
    case 500:
      return internalError();
    default:
      return status > 500 ? PAGE : '';
  }
}
