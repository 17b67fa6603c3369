/** The documented error types that the sandbox uses. */
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
  /** Absent on many validation errors. */
  readonly success?: false | undefined;
}

/** An error answer in the service's own envelope. */
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
