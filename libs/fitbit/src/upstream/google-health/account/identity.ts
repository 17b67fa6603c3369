import { AuthorizationRefusedError, type FitbitError } from '../../../errors/fitbit.errors';
import type { UpstreamAccount } from '../../../model/grant';
import type { AnswerNode } from '../../http/answer-node';
import type { HttpAnswer } from '../../http/http-client';
import type { AuthorizedClient } from '../../shared/authorized-client';
import { parseAnswer } from '../api/dialect';
import { parseErrorEnvelope } from '../api/error-envelope';
import { interpretFailure } from '../api/interpret-failure';
import { isUserId } from '../user-id';

const REQUEST = { subject: 'identity', path: '/users/me/identity' };

/** @see https://developers.google.com/health/reference/rest/v4/users/getIdentity */
export async function readIdentity(client: AuthorizedClient): Promise<UpstreamAccount> {
  const answer = await client.send(REQUEST);
  if (answer.status !== 200) throw interpretIdentityFailure(answer);
  return interpretIdentity(parseAnswer(answer));
}

/** A wrong id would merge two people's data, so the form of the required one is checked strictly. */
export function interpretIdentity(identity: AnswerNode): UpstreamAccount {
  const id = identity.field('healthUserId');
  const upstreamUserId = id.text();
  if (!isUserId(upstreamUserId)) throw id.malformed('is not an id');
  const legacyUserId = identity.optional('legacyUserId')?.text();
  return isUserId(legacyUserId) ? { upstreamUserId, legacyUserId } : { upstreamUserId };
}

/**
 * Identity is the first request after consent, and shows whether the Google account has health data at all. An account
 * without any, or with a Fitbit account that was never moved (a bare 403), must be set up by the user first.
 */
export function interpretIdentityFailure(answer: HttpAnswer): FitbitError {
  const envelope = parseErrorEnvelope(answer.body);
  const bare403 = answer.status === 403 && envelope?.status === 'PERMISSION_DENIED' && envelope.reason === undefined;
  if (envelope?.reason === 'ACCOUNT_NOT_LINKED' || bare403) return new AuthorizationRefusedError('account_not_linked');
  return interpretFailure(answer, REQUEST);
}
