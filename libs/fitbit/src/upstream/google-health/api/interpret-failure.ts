import {
  AccessTokenRejectedError,
  RateLimitedError,
  RequestRefusedError,
  ScopeMissingError,
  UpstreamConfigurationError,
  UpstreamUnavailableError,
  type FitbitError,
} from '../../../errors/fitbit.errors';
import type { HttpAnswer } from '../../http/http-client';
import { retryAfterMs } from '../../http/retry-after';
import type { RequestContext } from '../../shared/api-request';
import { parseErrorEnvelope, type ErrorEnvelope } from './error-envelope';
import { RollupWindowTooLongError } from './rollup-window-too-long.error';

const SCOPE_REASONS = new Set(['ACCESS_TOKEN_SCOPE_INSUFFICIENT', 'MISSING_OAUTH_SCOPE']);
const QUOTA_REASONS = new Set(['RATE_LIMIT_EXCEEDED', 'RESOURCE_EXHAUSTED', 'QUOTA_EXCEEDED']);

/** 410 comes from a proxy or a route that is being moved: this upstream has no announced end. */
const TEMPORARY = new Set([408, 410]);

/** The fault lies with the project, or with the scopes that its consent screen merged, not with the user. */
const PROJECT_REASONS = new Set([
  'API_PRIVATE_PREVIEW_ACCESS_DENIED',
  'BILLING_DISABLED',
  'CONSUMER_INVALID',
  'CONSUMER_SUSPENDED',
  'DISALLOWED_OAUTH_SCOPES',
  'IAM_PERMISSION_DENIED',
  'SERVICE_DISABLED',
]);

/**
 * An answer of the Google Health API other than 200, as one of our errors. Branches on the status, then on
 * `ErrorInfo.reason`, never on a message.
 *
 * @see https://developers.google.com/health/reference/rest/v4/errors
 */
export function interpretFailure(answer: HttpAnswer, context: RequestContext): FitbitError {
  const { status, headers, body } = answer;
  const envelope = parseErrorEnvelope(body);
  if (status === 401) return new AccessTokenRejectedError();
  if (status === 429 || isQuota(envelope)) return new RateLimitedError(retryAfterMs(headers));
  if (!envelope || status < 400 || TEMPORARY.has(status) || status >= 500) return unavailable(status, envelope);
  return status === 403 || PROJECT_REASONS.has(envelope.reason ?? '')
    ? interpretForbidden(envelope, context)
    : interpretRefusal(status, envelope, context);
}

function isQuota(envelope: ErrorEnvelope | undefined): boolean {
  return QUOTA_REASONS.has(envelope?.reason ?? '') || QUOTA_REASONS.has(envelope?.status ?? '');
}

/**
 * A 403 that names neither a scope nor the project, `RESOURCE_PERMISSION_DENIED` above all, is a fault of one user's grant
 * on the upstream's side. Some of these faults pass by themselves, others last until the user connects again. As a
 * missing scope, a fault that passes would stop the user's series. So it counts as temporary: requests are retried with
 * growing pauses and nothing is deleted.
 *
 * @see https://github.com/arpanghosh8453/fitbit-grafana/issues/79
 */
function interpretForbidden({ status, reason = '' }: ErrorEnvelope, { subject }: RequestContext): FitbitError {
  if (SCOPE_REASONS.has(reason)) return new ScopeMissingError(subject);
  if (PROJECT_REASONS.has(reason)) return new UpstreamConfigurationError(reason);
  const named = reason || status || 'no reason given';
  return new UpstreamUnavailableError(`HTTP 403 ${named}; if it lasts, the user has to connect again`);
}

function interpretRefusal(status: number, envelope: ErrorEnvelope, { window }: RequestContext): FitbitError {
  const { reason, metadata } = envelope;
  if (reason === 'INVALID_ROLLUP_QUERY_DURATION') {
    const maxDays = Number(metadata.maxDurationDays);
    if (Number.isInteger(maxDays) && maxDays >= 1) return new RollupWindowTooLongError(maxDays, window);
  }
  return new RequestRefusedError(reason ?? envelope.status ?? `HTTP ${status}`, window);
}

function unavailable(status: number, envelope: ErrorEnvelope | undefined): UpstreamUnavailableError {
  const named = envelope?.reason ?? envelope?.status;
  return new UpstreamUnavailableError(`HTTP ${status}${named ? ` ${named}` : ''}`);
}
