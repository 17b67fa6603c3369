import {
  AuthorizationRefusedError,
  FitbitError,
  type RefusalReason,
  ScopeMissingError,
  UpstreamConfigurationError,
  UpstreamGoneError,
} from '../errors/fitbit.errors';

/** `scope_missing`: connected, or not, without something the application asked for. */
export type FailureReason = RefusalReason | 'scope_missing' | 'too_many_attempts' | 'unknown';

interface Explanation {
  readonly title: string;
  readonly advice: string;
}

const AGAIN = 'Please try again.';

export const EXPLANATIONS: Readonly<Record<FailureReason, Explanation>> = {
  access_denied: {
    title: 'You did not allow access',
    advice: 'Nothing was connected. If that was not what you wanted, connect again and choose "Allow".',
  },
  state_invalid: {
    title: 'This connection attempt is not valid any more',
    advice: `It was started elsewhere, used already, or took longer than ten minutes. ${AGAIN}`,
  },
  code_missing: { title: 'Fitbit sent no answer that could be used', advice: AGAIN },
  code_refused: { title: 'Fitbit did not accept the confirmation', advice: AGAIN },
  token_missing: {
    title: 'Fitbit gave no lasting access',
    advice: `${AGAIN} If it happens again, remove this application in your account's settings first.`,
  },
  account_taken: {
    title: 'This Fitbit account belongs to another user',
    advice: 'Sign in as that user, disconnect there first, or connect another Fitbit account.',
  },
  account_not_linked: {
    title: 'This Google account has no Fitbit data',
    advice:
      'Open the Google Health or Fitbit app with this account once, or choose the account your Fitbit belongs to.',
  },
  upstream_unavailable: {
    title: 'Fitbit cannot be reached at the moment',
    advice: 'Nothing was connected. Please try again in a few minutes.',
  },
  upstream_gone: {
    title: 'Fitbit has moved',
    advice: 'The service this application used was turned down. Please tell whoever runs this application.',
  },
  misconfigured: {
    title: 'This application is not set up correctly for Fitbit',
    advice: 'You cannot mend this yourself. Please tell whoever runs this application.',
  },
  scope_missing: {
    title: 'You did not allow everything',
    advice: 'Data you did not allow will be missing. To add them, connect again and leave every box ticked.',
  },
  too_many_attempts: {
    title: 'That was too often',
    advice: 'Please wait a minute, then try again.',
  },
  unknown: { title: 'Something went wrong', advice: AGAIN },
};

export function isFailureReason(text: unknown): text is FailureReason {
  return typeof text === 'string' && Object.hasOwn(EXPLANATIONS, text);
}

/** What to tell a user whose authorization ended with `error`. */
export function reasonOf(error: unknown): FailureReason {
  if (error instanceof AuthorizationRefusedError) return error.reason;
  if (error instanceof ScopeMissingError) return 'scope_missing';
  if (error instanceof UpstreamConfigurationError) return 'misconfigured';
  if (error instanceof UpstreamGoneError) return 'upstream_gone';
  // Our own database, Redis or a fault of ours: the upstream is not to blame.
  return error instanceof FitbitError ? 'upstream_unavailable' : 'unknown';
}
