/** The closed list of reference §4.3, as far as the sandbox has use for it. */
export type ErrorType =
  | 'authorization'
  | 'expired_token'
  | 'invalid_token'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'insufficient_scope'
  | 'insufficient_permissions'
  | 'not_found'
  | 'request'
  | 'system'
  | 'validation';

interface Details {
  readonly fieldName?: string | undefined;
  /** Absent on many validation errors (reference §4.1). */
  readonly success?: false | undefined;
}

/** A refusal in the service's own envelope (reference §4.1). */
export class FitbitWebApiError extends Error {
  constructor(
    readonly httpStatus: number,
    readonly errorType: ErrorType,
    message: string,
    private readonly details: Details = { success: false },
  ) {
    super(message);
  }

  toJSON(): object {
    const { fieldName, success } = this.details;
    const error = {
      errorType: this.errorType,
      ...(fieldName === undefined ? {} : { fieldName }),
      message: this.message,
    };
    return { errors: [error], ...(success === undefined ? {} : { success }) };
  }
}
