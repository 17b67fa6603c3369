/** An authorization request that is answered with an error page instead of a redirect. */
export class AuthorizationRefused extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
    readonly httpStatus = 400,
  ) {
    super(description);
  }
}
