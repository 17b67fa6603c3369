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
import { GoneAnswerError } from '../../port/gone-answer.error';
import type { RequestContext } from '../../shared/api-request';
import { parseErrorEnvelope, type ErrorEnvelope } from './error-envelope';
import { rateLimitWaitMs } from './rate-limit';

/** The user did not grant the data, or hides it. */
const SCOPE_TYPES = new Set(['authorization', 'insufficient_scope']);

/**
 * An answer of the Fitbit Web API that is not a success, as one of our errors. Branches on the status, then on
 * `errorType`, never on a message and never on `success`.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/troubleshooting-guide/error-handling/
 */
export function interpretFailure({ status, headers, body }: HttpAnswer, context: RequestContext): FitbitError {
  const envelope = parseErrorEnvelope(body);
  if (status === 410) return new GoneAnswerError();
  if (status === 429) return new RateLimitedError(rateLimitWaitMs(headers));
  if ((status === 401 || status === 403) && SCOPE_TYPES.has(envelope?.type ?? '')) {
    return new ScopeMissingError(context.subject);
  }
  if (status === 401) return new AccessTokenRejectedError();
  if (!envelope || status < 400 || status === 408 || status >= 500) return unavailable(status, envelope);
  if (status === 403) return interpretForbidden(envelope);
  return new RequestRefusedError(`HTTP ${status} ${named(envelope)}`, context.window);
}

/** `insufficient_permissions`: the application lacks Fitbit's approval; the user is not at fault. */
function interpretForbidden(envelope: ErrorEnvelope): FitbitError {
  if (envelope.type === 'insufficient_permissions') return new UpstreamConfigurationError(envelope.type);
  return unavailable(403, envelope);
}

function unavailable(status: number, envelope: ErrorEnvelope | undefined): UpstreamUnavailableError {
  return new UpstreamUnavailableError(`HTTP ${status}${envelope ? ` ${named(envelope)}` : ''}`);
}

function named({ type, field }: ErrorEnvelope): string {
  return field === undefined ? type : `${type} of ${field}`;
}
