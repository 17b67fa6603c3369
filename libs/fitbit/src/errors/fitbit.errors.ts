import type { DateRange } from '../model/date-range';
import type { FitbitErrorCode } from '../model/error-code';

/** Base of every error this module throws. No message holds a token, a secret or a health value. */
export abstract class FitbitError extends Error {
  /** Stable, unlike the message. */
  abstract readonly code: FitbitErrorCode;
  override readonly name: string = this.constructor.name;
}

/** The options given to the module cannot work. Lists every offender at once. */
export class FitbitOptionsError extends FitbitError {
  readonly code = 'FITBIT_OPTIONS';
  constructor(
    /** One sentence for each option that is missing or wrong. */
    readonly problems: readonly string[],
  ) {
    super(`FitbitModule cannot start:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  }
}

/** Why a user came back from the consent page without a connection; the error page explains each. */
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

/** The authorization did not lead to a grant. Nothing was stored; the user may start again. */
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

/** The user has no connection, or one that cannot be used. */
export class NotConnectedError extends FitbitError {
  readonly code = 'FITBIT_NOT_CONNECTED';
  constructor(
    /** The host's id of the user. */
    readonly userId: string,
  ) {
    super(`User ${userId} has no usable Fitbit connection. Send the user to the login route.`);
  }
}

/** The upstream refuses the grant. Unless a later try succeeds, the user has to connect again. */
export class ReauthorizationRequiredError extends FitbitError {
  readonly code = 'FITBIT_REAUTHORIZATION_REQUIRED';
  constructor(options?: ErrorOptions) {
    super('The upstream no longer accepts this grant. Send the user through the login route again.', options);
  }
}

/** HTTP 401 for data: the access token is not accepted any more. Refresh once, then try again. */
export class AccessTokenRejectedError extends FitbitError {
  readonly code = 'FITBIT_ACCESS_TOKEN_REJECTED';
  constructor(options?: ErrorOptions) {
    super('The upstream refused the access token. It is refreshed and the request sent once more.', options);
  }
}

/** The upstream refuses the application itself. Never costs a user the connection. */
export class UpstreamConfigurationError extends FitbitError {
  readonly code = 'FITBIT_UPSTREAM_CONFIGURATION';
  constructor(
    /** The upstream's error code, or what it refuses in a few words. */
    readonly reason: string,
    options?: ErrorOptions & {
      /** The options that may be wrong. @defaultValue `'consumerKey, consumerSecret and callbackUrl'` */
      readonly check?: string;
    },
  ) {
    const { check = 'consumerKey, consumerSecret and callbackUrl' } = options ?? {};
    super(`The upstream refuses this application (${reason}). Check ${check}.`, options);
  }
}

/** A budget is spent, the upstream's or our own. A job that meets it waits; that is not a failed attempt. */
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
    /** What was asked for: a resource, or the upstream's name for a kind of data. */
    readonly subject: string,
    options?: ErrorOptions,
  ) {
    super(
      `The user did not grant access to ${subject}. Ask for it by sending the user to the login route again.`,
      options,
    );
  }
}

/** HTTP 410: the upstream was turned down. The user connects again with the new one. */
export class UpstreamGoneError extends FitbitError {
  readonly code = 'FITBIT_UPSTREAM_GONE';
  constructor(options?: ErrorOptions) {
    super(
      "Fitbit has moved: this API was turned down. Set the option upstream to 'google-health' and connect again.",
      options,
    );
  }
}

/** The upstream did not answer, or answered 5xx. Temporary. */
export class UpstreamUnavailableError extends FitbitError {
  readonly code = 'FITBIT_UPSTREAM_UNAVAILABLE';
  constructor(
    /** What happened in a few words, for example `HTTP 503`. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`The upstream is not available (${reason}). The request is tried again later.`, options);
  }
}

/** The upstream answered with something that cannot be a value of this window. Nothing of it is stored. */
export class MalformedAnswerError extends FitbitError {
  readonly code = 'FITBIT_MALFORMED_ANSWER';
  constructor(
    /** Where in the answer and what was wrong, without the value. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(
      `The upstream's answer cannot be read (${reason}). The window is tried again; nothing of it was stored.`,
      options,
    );
  }
}

/** The upstream refuses this very request (HTTP 400): sending it again cannot help. */
export class RequestRefusedError extends FitbitError {
  readonly code = 'FITBIT_REQUEST_REFUSED';
  constructor(
    /** What the upstream objects to, in a few words. */
    readonly reason: string,
    /** The days that were asked for; `undefined` for a request that has none. */
    readonly window?: DateRange,
    options?: ErrorOptions,
  ) {
    super(`The upstream refused the request (${reason}).`, options);
  }
}

/** An authentic request to a webhook without a single usable notification. Nothing of it is stored. */
export class MalformedNotificationError extends FitbitError {
  readonly code = 'FITBIT_MALFORMED_NOTIFICATION';
  constructor(
    /** What was wrong, without the content. */
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`The notification cannot be read (${reason}). Nothing of it was stored.`, options);
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
      `Sealed tokens cannot be opened with key "${keyId}". Keep every key in encryptionKeys that still seals a row.`,
      options,
    );
  }
}
