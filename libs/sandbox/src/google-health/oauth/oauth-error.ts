/** An error answer of the token, revocation and token info endpoints (RFC 6749 §5.2). */
export class OAuthError extends Error {
  constructor(
    readonly error:
      | 'invalid_request'
      | 'invalid_client'
      | 'invalid_grant'
      | 'invalid_scope'
      | 'invalid_token'
      | 'unauthorized_client'
      | 'unsupported_grant_type',
    readonly description: string,
  ) {
    super(description);
  }

  get httpStatus(): number {
    return this.error === 'invalid_client' || this.error === 'unauthorized_client' ? 401 : 400;
  }

  toJSON(): object {
    return { error: this.error, error_description: this.description };
  }
}

/** Google's answer to an unknown token or code. */
export function unknownGrant(): OAuthError {
  return new OAuthError('invalid_grant', 'Bad Request');
}

export function deadGrant(): OAuthError {
  return new OAuthError('invalid_grant', 'Token has been expired or revoked.');
}
