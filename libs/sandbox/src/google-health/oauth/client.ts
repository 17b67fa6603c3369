import { basicCredentials, CLIENT } from '../../oauth/client';
import type { Form } from '../../oauth/form';
import { OAuthError } from './oauth-error';

/**
 * Authenticates the client of the token endpoint by id and secret, in the body or by HTTP Basic.
 *
 * @throws OAuthError `invalid_client`, or `invalid_request` for no authentication or more than one
 */
export function authenticateClient(authorization: string | undefined, form: Form): void {
  const basic = basicCredentials(authorization);
  if (!basic) return check(form.get('client_id'), form.get('client_secret'));
  if (form.has('client_secret')) {
    throw new OAuthError('invalid_request', 'The client must not authenticate in more than one way.');
  }
  const isClient = basic.id === CLIENT.id && basic.secret === CLIENT.secret;
  check(isClient ? (form.get('client_id') ?? basic.id) : basic.id, basic.secret);
}

function check(id: string | undefined, secret: string | undefined): void {
  if (id === undefined) throw new OAuthError('invalid_request', 'Could not determine client ID from request.');
  if (id !== CLIENT.id) throw new OAuthError('invalid_client', 'The OAuth client was not found.');
  if (secret === undefined) throw new OAuthError('invalid_request', 'client_secret is missing.');
  if (secret !== CLIENT.secret) throw new OAuthError('invalid_client', 'The provided client secret is invalid.');
}
