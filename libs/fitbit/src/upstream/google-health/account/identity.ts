import { AuthorizationRefusedError, type FitbitError } from '../../../errors/fitbit.errors';
import type { UpstreamAccount } from '../../../model/grant';
import type { HttpAnswer } from '../../http/http-client';
import { readAnswer, type Conversation } from '../api/conversation';
import { parseErrorEnvelope } from '../api/error-envelope';
import { interpretFailure } from '../api/interpret-failure';
import type { AnswerNode } from '../../http/answer-node';
import { isUserId } from '../user-id';

const ASKED = { subject: 'identity', path: '/users/me/identity' };

/** @see https://developers.google.com/health/reference/rest/v4/users/getIdentity */
export async function readIdentity(conversation: Conversation): Promise<UpstreamAccount> {
  const answer = await conversation.send(ASKED);
  if (answer.status !== 200) throw interpretIdentityFailure(answer);
  return interpretIdentity(readAnswer(answer));
}

/** An id that is somebody else's would join two people, so the one that is required is checked to the letter. */
export function interpretIdentity(identity: AnswerNode): UpstreamAccount {
  const id = identity.field('healthUserId');
  const upstreamUserId = id.text();
  if (!isUserId(upstreamUserId)) throw id.malformed('is not an id');
  const legacyUserId = identity.optional('legacyUserId')?.text();
  return isUserId(legacyUserId) ? { upstreamUserId, legacyUserId } : { upstreamUserId };
}

/**
 * Identity is the first request after consent, and the one that shows whether the Google account has health data at
 * all: without any, or with a Fitbit account that was never moved (a bare 403), the user has to set it up first.
 */
export function interpretIdentityFailure(answer: HttpAnswer): FitbitError {
  const envelope = parseErrorEnvelope(answer.body);
  const bare403 = answer.status === 403 && envelope?.status === 'PERMISSION_DENIED' && envelope.reason === undefined;
  if (envelope?.reason === 'ACCOUNT_NOT_LINKED' || bare403) return new AuthorizationRefusedError('account_not_linked');
  return interpretFailure(answer, ASKED);
}
