import type { TokenEndpointResponse } from 'openid-client';
import { RateLimitedError, UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import type { Grant } from '../../../model/grant';
import type { HttpAnswer } from '../../http/http-client';
import { interpretOAuthFailure, type OAuthStep } from '../../http/interpret-oauth-failure';
import { parseJsonObject } from '../../http/json-text';
import { GoneAnswerError } from '../../port/gone-answer.error';
import { parseErrorEnvelope } from '../api/error-envelope';
import { rateLimitWaitMs } from '../api/rate-limit';

/** Eight hours: the usual lifetime of an access token, for an answer without one. */
const DEFAULT_LIFETIME_S = 28_800;

/**
 * Returns an answer with status 200, and throws our own error for any other.
 *
 * 409 means that the upstream is answering the same refresh elsewhere. The caller reads the stored tokens again and
 * repeats the refresh.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/authorization/oauth2-token/ and refresh-token/
 */
export function settle(step: OAuthStep, answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  if (answer.status === 409) throw new UpstreamUnavailableError('HTTP 409, the token is being refreshed elsewhere');
  if (answer.status === 410) throw new GoneAnswerError();
  if (answer.status === 429) throw new RateLimitedError(rateLimitWaitMs(answer.headers));
  throw interpretOAuthFailure(step, asRfc6749(answer));
}

/** The upstream's own error envelope in the form of RFC 6749. The message is left out, because it quotes the token. */
export function asRfc6749(answer: HttpAnswer): HttpAnswer {
  const envelope = parseErrorEnvelope(answer.body);
  return envelope ? { ...answer, body: JSON.stringify({ error: envelope.type }) } : answer;
}

/**
 * A refresh token works once, so every answer brings the next one. An answer without it is discarded: the old token is
 * spent, and using the new access token would end the grace period in which the upstream repeats its answer. The refresh
 * is repeated with the old token within that period.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/developer-guide/best-practices/
 */
export function withNextRefreshToken(answer: HttpAnswer): HttpAnswer {
  const json = parseJsonObject(answer.body);
  const next = json?.refresh_token;
  if (json && !(typeof next === 'string' && next !== '')) {
    throw new UpstreamUnavailableError('the refresh brought no new refresh token');
  }
  return answer;
}

/** A token that no longer exists counts as revoked. */
export function isAlreadyRevoked({ status, body }: HttpAnswer): boolean {
  const type = parseErrorEnvelope(body)?.type ?? parseJsonObject(body)?.error;
  return (status === 400 || status === 401) && (type === 'invalid_token' || type === 'invalid_grant');
}

/**
 * @param scopes - of the previous grant, for an answer that names none
 * @param requestedAt - before the request was sent, so that no token is used after its expiry
 */
export function grantOf(answer: TokenEndpointResponse, scopes: readonly string[], requestedAt: Date): Grant {
  const granted = [...new Set((answer.scope ?? '').split(/\s+/).filter((scope) => scope !== ''))];
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: new Date(requestedAt.getTime() + (answer.expires_in ?? DEFAULT_LIFETIME_S) * 1000),
    scopes: granted.length > 0 ? granted : scopes,
  };
}
