import type { Form } from './form';
import { OAuthError } from './oauth-error';

/** The only application that the sandbox knows. */
export const CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' } as const;

/**
 * Checks who calls the token endpoint: id and secret in the body, or HTTP Basic, whose halves may be raw (as most
 * clients send them) or form-encoded (as RFC 6749 §2.3.1 wants them).
 *
 * @throws OAuthError `invalid_client`; `invalid_request` when nobody or two at once are named
 */
export function authenticateClient(authorization: string | undefined, form: Form): void {
  const basic = /^Basic\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return check(form.get('client_id'), form.get('client_secret'));
  if (form.has('client_secret')) {
    throw new OAuthError('invalid_request', 'The client must not authenticate in more than one way.');
  }
  const text = Buffer.from(basic, 'base64').toString();
  const colon = text.indexOf(':');
  const [id, secret] = [text.slice(0, Math.max(0, colon)), text.slice(colon + 1)];
  const raw = id === CLIENT.id && secret === CLIENT.secret;
  if (raw) check(form.get('client_id') ?? id, secret);
  else check(formDecoded(id), formDecoded(secret));
}

function check(id: string | undefined, secret: string | undefined): void {
  if (id === undefined) throw new OAuthError('invalid_request', 'Could not determine client ID from request.');
  if (id !== CLIENT.id) throw new OAuthError('invalid_client', 'The OAuth client was not found.');
  if (secret === undefined) throw new OAuthError('invalid_request', 'client_secret is missing.');
  if (secret !== CLIENT.secret) throw new OAuthError('invalid_client', 'The provided client secret is invalid.');
}

function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
