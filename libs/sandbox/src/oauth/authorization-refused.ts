/** An authorization request that is answered with a page for the person; the browser is not sent back. */
export class AuthorizationRefused extends Error {
  constructor(
    readonly error: string,
    readonly description: string,
    readonly httpStatus = 400,
  ) {
    super(description);
  }
}
