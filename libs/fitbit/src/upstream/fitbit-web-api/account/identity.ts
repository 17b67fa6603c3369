import { AccessTokenRejectedError } from '../../../errors/fitbit.errors';
import type { UpstreamAccount } from '../../../model/grant';
import type { AnswerNode } from '../../http/answer-node';
import type { Conversation } from '../api/conversation';
import { isUserId } from '../user-id';

/**
 * The profile names the user. A user may grant data without the profile; then the token itself is asked whose it is.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/user/get-profile/ and
 * https://dev.fitbit.com/build/reference/web-api/authorization/introspect/
 */
export async function readIdentity(conversation: Conversation): Promise<UpstreamAccount> {
  const profile = await conversation.askIfAllowed({ subject: 'profile', path: '/1/user/-/profile.json' });
  if (profile) return accountOf(profile.field('user').field('encodedId'));
  const token = await conversation.ask({
    subject: 'introspection',
    path: '/1.1/oauth2/introspect',
    method: 'POST',
    form: { token: conversation.accessToken },
  });
  if (!token.flag('active')) throw new AccessTokenRejectedError();
  return accountOf(token.field('user_id'));
}

/** An id that is somebody else's would join two people, so it is checked to the letter. */
function accountOf(node: AnswerNode): UpstreamAccount {
  const id = node.text();
  if (!isUserId(id)) throw node.malformed('is not an id');
  return { upstreamUserId: id, legacyUserId: id };
}
