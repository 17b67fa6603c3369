/** An encoded id such as `GGNJL9`. A lone `-` means "the owner of the token" in paths and is not an id. */
const USER_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

export function isUserId(value: unknown): value is string {
  return typeof value === 'string' && USER_ID.test(value);
}
