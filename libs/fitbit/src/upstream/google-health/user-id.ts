/** A `healthUserId`, or the encoded id of the Fitbit Web API. @see https://developers.google.com/health/reference/rest/v4/users/getIdentity */
const USER_ID = /^[A-Za-z0-9-]{1,63}$/;

export function isUserId(value: unknown): value is string {
  return typeof value === 'string' && USER_ID.test(value);
}
