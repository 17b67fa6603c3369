import {
  AuthorizationRefusedError,
  FitbitError,
  type RefusalReason,
  ScopeMissingError,
  UpstreamConfigurationError,
  UpstreamGoneError,
} from '../errors/fitbit.errors';

/** `scope_missing`: the user did not grant everything. The connection may still have been stored. */
export type FailureReason = RefusalReason | 'scope_missing' | 'too_many_attempts' | 'unknown';

interface Explanation {
  readonly title: string;
  readonly advice: string;
}

const TRY_AGAIN = 'Please try again.';

export const EXPLANATIONS: Readonly<Record<FailureReason, Explanation>> = {
  access_denied: {
    title: 'You did not allow access',
    advice: 'Your Fitbit is not connected. To connect it, start again and choose "Allow".',
  },
  state_invalid: {
    title: 'This connection request is no longer valid',
    advice:
      'It was started in another browser, has already been used, is older than ten minutes, or your data was deleted ' +
      `since. ${TRY_AGAIN}`,
  },
  code_missing: { title: 'Fitbit sent an incomplete response', advice: TRY_AGAIN },
  code_refused: { title: 'Fitbit did not confirm the connection', advice: TRY_AGAIN },
  token_missing: {
    title: 'Fitbit did not give this application permanent access',
    advice: `${TRY_AGAIN} If that fails, remove this application in the settings of your Fitbit account first.`,
  },
  account_taken: {
    title: 'This Fitbit account is connected to another user',
    advice: 'Sign in as that user and disconnect it there first, or connect a different Fitbit account.',
  },
  account_not_linked: {
    title: 'This Google account has no Fitbit data',
    advice:
      'Choose the account that you use with your Fitbit, or open the Fitbit app once with this account and try again.',
  },
  upstream_unavailable: {
    title: 'Fitbit is not available at the moment',
    advice: 'Your Fitbit is not connected. Please try again in a few minutes.',
  },
  upstream_gone: {
    title: 'Fitbit has moved to a new service',
    advice: 'This application still uses the old service, which was shut down. Please contact its support.',
  },
  misconfigured: {
    title: 'This application cannot connect to Fitbit',
    advice: 'This is a problem on our side. Please try again later.',
  },
  scope_missing: {
    title: 'You did not allow everything',
    advice: 'The data that you did not allow is left out. To add it, connect again and leave every box ticked.',
  },
  too_many_attempts: {
    title: 'Too many attempts',
    advice: 'Try again in one minute.',
  },
  unknown: { title: 'Something went wrong', advice: 'This is a problem on our side. Please try again later.' },
};

export function isFailureReason(text: unknown): text is FailureReason {
  return typeof text === 'string' && Object.hasOwn(EXPLANATIONS, text);
}

/** The reason to show to a user whose authorization failed with `error`. */
export function reasonOf(error: unknown): FailureReason {
  if (error instanceof AuthorizationRefusedError) return error.reason;
  if (error instanceof ScopeMissingError) return 'scope_missing';
  if (error instanceof UpstreamConfigurationError) return 'misconfigured';
  if (error instanceof UpstreamGoneError) return 'upstream_gone';
  // Any other error comes from our database, Redis or code, not from the upstream.
  return error instanceof FitbitError ? 'upstream_unavailable' : 'unknown';
}
