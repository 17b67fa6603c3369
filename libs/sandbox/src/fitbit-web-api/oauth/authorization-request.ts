import { AuthorizationRefused } from '../../oauth/authorization-refused';
import { CLIENT } from '../../oauth/client';
import { isLoopbackUri } from '../../oauth/loopback';
import { isPkceText, type PkceChallenge } from '../../oauth/pkce';
import { optionalParameter, type RawParameters } from '../../oauth/raw-parameters';
import { parseScopes } from '../../oauth/scope-list';
import { isScope } from './fitbit-scopes';
import type { CodeBinding } from './grants';

export interface AuthorizationParameters {
  readonly scopes: readonly string[];
  readonly state?: string | undefined;
  readonly binding: CodeBinding;
}

function invalidRequest(description: string): AuthorizationRefused {
  return new AuthorizationRefused('invalid_request', description);
}

/**
 * Checks a request in the order of the service and with its messages, including its misspelled `unauthorize_client`.
 *
 * @throws AuthorizationRefused
 */
export function readAuthorizationRequest(raw: RawParameters): AuthorizationParameters {
  const clientId = optionalParameter(raw, 'client_id');
  if (clientId === undefined) throw invalidRequest('Missing parameters: client_id');
  if (clientId !== CLIENT.id) throw new AuthorizationRefused('unauthorize_client', 'Invalid client_id');
  const redirectUri = optionalParameter(raw, 'redirect_uri');
  if (redirectUri === undefined) throw invalidRequest('Missing redirect_uri parameter value');
  if (!isLoopbackUri(redirectUri)) throw invalidRequest('Invalid redirect_uri parameter value');
  checkResponseType(optionalParameter(raw, 'response_type'));
  const scope = optionalParameter(raw, 'scope');
  if (scope === undefined) throw invalidRequest('Missing parameters: scope');
  const scopes = parseScopes(scope);
  const unknown = scopes.find((one) => !isScope(one));
  if (unknown !== undefined) throw new AuthorizationRefused('invalid_scope', `Invalid scope: ${unknown}`);
  checkPrompt(optionalParameter(raw, 'prompt'));
  return { scopes, state: optionalParameter(raw, 'state'), binding: { redirectUri, challenge: readChallenge(raw) } };
}

function checkResponseType(responseType: string | undefined): void {
  if (responseType === undefined) throw invalidRequest('Missing response_type parameter value');
  if (responseType === 'token') {
    const description = 'The client is not authorized to request an access token using this method';
    throw new AuthorizationRefused('unauthorized_client', description);
  }
  if (responseType !== 'code') {
    throw new AuthorizationRefused('unsupported_response_type', 'Invalid response_type parameter value');
  }
}

function checkPrompt(prompt = 'none'): void {
  if (!['none', 'consent', 'login', 'login consent', 'consent login'].includes(prompt)) {
    throw invalidRequest('Invalid prompt parameter value');
  }
}

/** The method defaults to `plain` (RFC 7636). */
function readChallenge(raw: RawParameters): PkceChallenge | undefined {
  const value = optionalParameter(raw, 'code_challenge');
  const method = optionalParameter(raw, 'code_challenge_method') ?? 'plain';
  if (method !== 'plain' && method !== 'S256') throw invalidRequest('Unsupported code_challenge_method');
  if (value === undefined) {
    if (raw.code_challenge_method === undefined) return undefined;
    throw invalidRequest('Missing parameters: code_challenge');
  }
  if (value.length < 43 || value.length > 128) {
    throw invalidRequest('The code_challenge parameter length must be between 43 and 128');
  }
  if (!isPkceText(value)) throw invalidRequest('The code_challenge parameter is invalid');
  return { value, method };
}
