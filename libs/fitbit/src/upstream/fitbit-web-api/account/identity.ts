import { AccessTokenRejectedError } from '../../../errors/fitbit.errors';
import type { UpstreamAccount } from '../../../model/grant';
import type { AnswerNode } from '../../http/answer-node';
import type { AuthorizedClient } from '../../shared/authorized-client';
import { isUserId } from '../user-id';

/**
 * The profile names the user. A user may grant data without the profile; then the introspection of the token does.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/user/get-profile/ and
 * https://dev.fitbit.com/build/reference/web-api/authorization/introspect/
 */
export async function readIdentity(client: AuthorizedClient): Promise<UpstreamAccount> {
  const profile = await client.requestIfGranted({ subject: 'profile', path: '/1/user/-/profile.json' });
  if (profile) return accountOf(profile.field('user').field('encodedId'));
  const token = await client.request({
    subject: 'introspection',
    path: '/1.1/oauth2/introspect',
    method: 'POST',
    form: { token: client.accessToken },
  });
  if (!token.flag('active')) throw new AccessTokenRejectedError();
  return accountOf(token.field('user_id'));
}

/** A wrong id would merge two people's data, so its form is checked strictly. */
function accountOf(node: AnswerNode): UpstreamAccount {
  const id = node.text();
  if (!isUserId(id)) throw node.malformed('is not an id');
  return { upstreamUserId: id, legacyUserId: id };
}
