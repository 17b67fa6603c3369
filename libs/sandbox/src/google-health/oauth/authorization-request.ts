import { AuthorizationRefused } from '../../oauth/authorization-refused';
import { CLIENT } from '../../oauth/client';
import { isLoopbackUri } from '../../oauth/loopback';
import type { NonEmpty } from '../../numbers/non-empty';
import { isPkceText } from '../../oauth/pkce';
import type { CodeBinding } from './grants';
import { optionalParameter, type RawParameters } from '../../oauth/raw-parameters';
import { parseScopes } from '../../oauth/scope-list';
import { isKnownScope } from './google-scopes';

/** What an application requests from a person. */
export interface AuthorizationParameters {
  readonly scopes: readonly string[];
  readonly state?: string | undefined;
  readonly offline: boolean;
  readonly includeGranted: boolean;
  readonly prompts: readonly string[];
  readonly loginHint?: string | undefined;
  readonly binding: CodeBinding;
}

/** @throws AuthorizationRefused */
export function readAuthorizationRequest(raw: RawParameters): AuthorizationParameters {
  const clientId = required(raw, 'client_id');
  if (clientId !== CLIENT.id) throw new AuthorizationRefused('invalid_client', 'The OAuth client was not found.', 401);
  const redirectUri = required(raw, 'redirect_uri');
  if (!isLoopbackUri(redirectUri)) {
    throw new AuthorizationRefused('redirect_uri_mismatch', 'The sandbox redirects to loopback addresses only.');
  }
  const responseType = required(raw, 'response_type');
  if (responseType !== 'code') {
    throw new AuthorizationRefused('unsupported_response_type', `Invalid response_type: ${responseType}`);
  }
  const scopes = parseScopes(required(raw, 'scope'));
  const unknown = scopes.filter((scope) => !isKnownScope(scope));
  if (unknown.length > 0) {
    throw new AuthorizationRefused('invalid_scope', `Some requested scopes were invalid: ${unknown.join(', ')}`);
  }
  return {
    scopes,
    state: optionalParameter(raw, 'state'),
    offline: oneOf(raw, 'access_type', ['online', 'offline']) === 'offline',
    includeGranted: oneOf(raw, 'include_granted_scopes', ['false', 'true']) === 'true',
    prompts: readPrompts(raw),
    loginHint: optionalParameter(raw, 'login_hint'),
    binding: { redirectUri, challenge: readChallenge(raw), nonce: optionalParameter(raw, 'nonce') },
  };
}

function readPrompts(raw: RawParameters): string[] {
  const prompts = (optionalParameter(raw, 'prompt') ?? '').split(' ').filter((prompt) => prompt !== '');
  const wrong = prompts.find((prompt) => !['none', 'consent', 'select_account'].includes(prompt));
  if (wrong !== undefined || (prompts.includes('none') && prompts.length > 1)) {
    throw new AuthorizationRefused('invalid_request', `Invalid parameter value for prompt: ${prompts.join(' ')}`);
  }
  return prompts;
}

function readChallenge(raw: RawParameters): CodeBinding['challenge'] {
  const value = optionalParameter(raw, 'code_challenge');
  const method = oneOf(raw, 'code_challenge_method', ['plain', 'S256']);
  if (value === undefined) {
    if (optionalParameter(raw, 'code_challenge_method') === undefined) return undefined;
    throw new AuthorizationRefused('invalid_request', 'Missing required parameter: code_challenge');
  }
  if (!isPkceText(value))
    throw new AuthorizationRefused('invalid_request', 'Invalid parameter value for code_challenge.');
  return { value, method: method === 'S256' ? 'S256' : 'plain' };
}

/** The first choice is the default. */
function oneOf(raw: RawParameters, name: string, choices: NonEmpty<string>): string {
  const value = optionalParameter(raw, name) ?? choices[0];
  if (choices.includes(value)) return value;
  throw new AuthorizationRefused('invalid_request', `Invalid parameter value for ${name}: ${value}`);
}

function required(raw: RawParameters, name: string): string {
  const value = optionalParameter(raw, name);
  if (value === undefined) throw new AuthorizationRefused('invalid_request', `Missing required parameter: ${name}`);
  return value;
}
