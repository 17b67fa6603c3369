import type { DateRange } from '../model/date-range';
import type { FitbitErrorCode } from '../model/error-code';

/** Base class of all errors of this module. No message contains a token, a secret or a health value. */
export abstract class FitbitError extends Error {
  /** Stable across versions, unlike the message. */
  abstract readonly code: FitbitErrorCode;
  override readonly name: string = this.constructor.name;
}

/** The module's options are invalid. Lists all problems at once. */
export class FitbitOptionsError extends FitbitError {
  readonly code = 'FITBIT_OPTIONS';
  constructor(
    /** One sentence for each option that is missing or invalid. */
    readonly problems: readonly string[],
  ) {
    super(`FitbitModule cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Why an authorization did not end in a connection. The error page explains each reason. */
export type RefusalReason =
  | 'access_denied'
  | 'state_invalid'
  | 'code_missing'
  | 'code_refused'
  | 'token_missing'
  | 'account_taken'
  | 'account_not_linked'
  | 'upstream_unavailable'
  | 'upstream_gone'
  | 'misconfigured';

/** The authorization did not end in a grant. Nothing was stored, and the user can start again. */
export class AuthorizationRefusedError extends FitbitError {
  readonly code = 'FITBIT_AUTHORIZATION_REFUSED';
  constructor(
    /** What went wrong, as in `?reason=` of the route `error`. */
    readonly reason: RefusalReason,
    options?: ErrorOptions,
  ) {
    super(`The authorization was not completed (${reason}). Start again at the login route.`, options);
  }
}

/** The user has no connection, or one that is not active. */
export class NotConnectedError extends FitbitError {
  readonly code = 'FITBIT_NOT_CONNECTED';
  constructor(
    /** The host's id of the user. */
    readonly userId: string,
  ) {
    super(`User ${userId} has no usable Fitbit connection. Send the user to the login route.`);
  }
}

/** The upstream refuses the grant. Unless a later refresh succeeds, the user has to connect again. */
export class ReauthorizationRequiredError extends FitbitError {
  readonly code = 'FITBIT_REAUTHORIZATION_REQUIRED';
  constructor(options?: ErrorOptions) {
    super('The upstream no longer accepts this grant. Send the user through the login route again.', options);
  }
}

/** HTTP 401 for data: the upstream no longer accepts the access token. Refresh it once, then retry the request. */
export class AccessTokenRejectedError extends FitbitError {
  readonly code = 'FITBIT_ACCESS_TOKEN_REJECTED';
  constructor(options?: ErrorOptions) {
    super('The upstream rejected the access token. The token is refreshed and the request is sent again.', options);
  }
}

/** The upstream refuses the application itself. Users stay connected. */
export class UpstreamConfigurationError extends FitbitError {
  readonly code = 'FITBIT_UPSTREAM_CONFIGURATION';
  constructor(
    /** The upstream's error code, or a short description. */
    readonly reason: string,
    options?: ErrorOptions & {
      /** The options to check. @defaultValue `'consumerKey, consumerSecret and callbackUrl'` */
      readonly check?: string;
    },
  ) {
    const { check = 'consumerKey, consumerSecret and callbackUrl' } = options ?? {};
    super(`The upstream refuses this application (${reason}). Check ${check}.`, options);
  }
}

/** The request budget is spent, either the upstream's or our own. A job waits; this is not a failed attempt. */
export class RateLimitedError extends FitbitError {
  readonly code = 'FITBIT_RATE_LIMITED';
  constructor(
    /** How long to wait before the next request, in milliseconds. */
    readonly retryAfterMs: number,
    options?: ErrorOptions,
  ) {
    super(`The request budget is spent. Try again in ${Math.ceil(retryAfterMs / 1000)} s.`, options);
  }
}

/** The user did not grant the scope that this request needs. */
export class ScopeMissingError extends FitbitError {
  readonly code = 'FITBIT_SCOPE_MISSING';
  constructor(
    /** A resource, or the upstream's name for a kind of data. */
    readonly subject: string,
    options?: ErrorOptions,
  ) {
    super(
      `The user did not grant access to ${subject}. Ask for it by sending the user to the login route again.`,
      options,
    );
  }
}

/** HTTP 410: the upstream was shut down. The user connects again with the new one. */
export class UpstreamGoneError extends FitbitError {
  readonly code = 'FITBIT_UPSTREAM_GONE';
  constructor(options?: ErrorOptions) {
    super(
      "Fitbit has moved: this API was shut down. Set the option upstream to 'google-health' and connect again.",
      options,
    );
  }
}

/** The upstream did not respond, or responded with 5xx. Temporary. */
export class UpstreamUnavailableError extends FitbitError {
  readonly code = 'FITBIT_UPSTREAM_UNAVAILABLE';
  constructor(
    /** A short description, for example `HTTP 503`. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`The upstream is not available (${reason}). The request is retried later.`, options);
  }
}

/** The upstream's answer does not make sense for the requested window. Nothing of it is stored. */
export class MalformedAnswerError extends FitbitError {
  readonly code = 'FITBIT_MALFORMED_ANSWER';
  constructor(
    /** What is wrong and where, without the value. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `The upstream's answer cannot be read (${reason}). Nothing was stored, and the window is retried later.`,
      options,
    );
  }
}

/** The upstream refuses this particular request (HTTP 400), so sending it again cannot succeed. */
export class RequestRefusedError extends FitbitError {
  readonly code = 'FITBIT_REQUEST_REFUSED';
  constructor(
    /** A short description of what the upstream objects to. */
    readonly reason: string,
    /** The requested days; `undefined` for a request without days. */
    readonly window?: DateRange,
    options?: ErrorOptions,
  ) {
    super(`The upstream refused the request (${reason}).`, options);
  }
}

/** An authentic webhook request without any valid notification. Nothing of it is stored. */
export class MalformedNotificationError extends FitbitError {
  readonly code = 'FITBIT_MALFORMED_NOTIFICATION';
  constructor(
    /** What is wrong, without the content. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`The notification cannot be read (${reason}). Nothing was stored.`, options);
  }
}

/** Sealed tokens cannot be opened: the key is missing from the key ring, or the row was tampered with. */
export class SealedTokensError extends FitbitError {
  readonly code = 'FITBIT_SEALED_TOKENS';
  constructor(
    /** The id of the key that the sealed text names. */
    readonly keyId: string,
    options?: ErrorOptions,
  ) {
    super(
      `Sealed tokens cannot be opened with key "${keyId}". encryptionKeys must contain every key that still seals a row.`,
      options,
    );
  }
}
