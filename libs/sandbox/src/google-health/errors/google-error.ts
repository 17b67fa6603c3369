/** The `google.rpc` status names that this service uses. */
export type GoogleStatus =
  | 'INVALID_ARGUMENT'
  | 'FAILED_PRECONDITION'
  | 'UNAUTHENTICATED'
  | 'PERMISSION_DENIED'
  | 'NOT_FOUND'
  | 'ALREADY_EXISTS'
  | 'RESOURCE_EXHAUSTED'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE';

const HTTP_STATUS: Record<GoogleStatus, number> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

/** One entry of `error.details`: a packed `google.rpc` message. */
export type ErrorDetail = { readonly '@type': string } & Readonly<Record<string, unknown>>;

export interface FieldViolation {
  readonly field: string;
  readonly description: string;
}

/**
 * An error answer in the envelope of AIP-193. Code below a route throws it; one place renders it. `details` is often
 * absent.
 */
export class GoogleError extends Error {
  constructor(
    readonly status: GoogleStatus,
    message: string,
    readonly details: readonly ErrorDetail[] = [],
  ) {
    super(message);
  }

  get httpStatus(): number {
    return HTTP_STATUS[this.status];
  }

  toJSON(): object {
    const details = this.details.length > 0 ? { details: this.details } : {};
    return { error: { code: this.httpStatus, message: this.message, status: this.status, ...details } };
  }
}

/**
 * `google.rpc.ErrorInfo`. Reasons of the service have the domain `health.googleapis.com`, those of the front end
 * `googleapis.com`.
 */
export function errorInfo(
  reason: string,
  metadata: Readonly<Record<string, string>> = {},
  domain: 'health.googleapis.com' | 'googleapis.com' = 'health.googleapis.com',
): ErrorDetail {
  const rest = Object.keys(metadata).length > 0 ? { metadata } : {};
  return { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason, domain, ...rest };
}

/** `google.rpc.BadRequest`. */
export function badRequest(fieldViolations: readonly FieldViolation[]): ErrorDetail {
  return { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations };
}
