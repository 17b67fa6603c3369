import type { TokenEndpointResponse } from 'openid-client';
import { RateLimitedError, UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import type { Grant } from '../../../model/grant';
import type { HttpAnswer } from '../../http/http-client';
import { interpretOAuthFailure, type OAuthStep } from '../../http/interpret-oauth-failure';
import { parseJsonObject } from '../../http/json-text';
import { parseErrorEnvelope } from '../api/error-envelope';
import { rateLimitWaitMs } from '../api/rate-limit';

/** Eight hours: an access token's own lifetime, for an answer that does not say. */
const DEFAULT_LIFETIME_S = 28_800;

/**
 * Lets a 200 pass and throws our own error for anything else.
 *
 * 409 means that the same refresh is being answered elsewhere: what is stored is read again, and the refresh repeated.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/authorization/oauth2-token/ and refresh-token/
 */
export function settle(step: OAuthStep, answer: HttpAnswer): HttpAnswer {
  if (answer.status === 200) return answer;
  if (answer.status === 409) throw new UpstreamUnavailableError('HTTP 409, the token is being refreshed elsewhere');
  if (answer.status === 429) throw new RateLimitedError(rateLimitWaitMs(answer.headers));
  throw interpretOAuthFailure(step, asRfc6749(answer));
}

/** The upstream's own error envelope as RFC 6749 has it. The message stays behind: it quotes the token. */
export function asRfc6749(answer: HttpAnswer): HttpAnswer {
  const envelope = parseErrorEnvelope(answer.body);
  return envelope ? { ...answer, body: JSON.stringify({ error: envelope.type }) } : answer;
}

/**
 * Refresh tokens are good for one use, so every answer brings the next one. Without it the old one must not be kept: it
 * is spent, and using the new access token would end the grace in which the upstream repeats its answer. So the answer
 * counts as not given; the refresh is repeated with the old token while that still works.
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

/** A token that is gone already is as good as revoked. */
export function isAlreadyRevoked({ status, body }: HttpAnswer): boolean {
  const type = parseErrorEnvelope(body)?.type ?? parseJsonObject(body)?.error;
  return (status === 400 || status === 401) && (type === 'invalid_token' || type === 'invalid_grant');
}

/**
 * @param scopes - of the grant before, for an answer that names none
 * @param askedAt - before the request was sent, so that no token is believed in for longer than it lives
 */
export function grantOf(answer: TokenEndpointResponse, scopes: readonly string[], askedAt: Date): Grant {
  const granted = [...new Set((answer.scope ?? '').split(/\s+/).filter((scope) => scope !== ''))];
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: new Date(askedAt.getTime() + (answer.expires_in ?? DEFAULT_LIFETIME_S) * 1000),
    scopes: granted.length > 0 ? granted : scopes,
  };
}
