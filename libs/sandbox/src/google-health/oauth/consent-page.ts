import { consentForm } from '../../oauth/consent-form';
import type { Person } from '../../people/person';
import type { Html } from '../../server/html';
import { pickParameters, type RawParameters } from '../../oauth/raw-parameters';
import type { AuthorizationParameters } from './authorization-request';

/** The parameters of the request that the form carries along; `scope` is the name of the checkboxes. */
const CARRIED = [
  'client_id',
  'redirect_uri',
  'response_type',
  'state',
  'access_type',
  'prompt',
  'include_granted_scopes',
  'code_challenge',
  'code_challenge_method',
  'nonce',
];

export function consentPage(request: AuthorizationParameters, raw: RawParameters, people: readonly Person[]): Html {
  return consentForm({
    action: '/o/oauth2/v2/auth',
    carried: pickParameters(raw, CARRIED),
    people,
    hint: request.loginHint,
    scopes: request.scopes,
    describe,
    redirectUri: request.binding.redirectUri,
  });
}

function describe(scope: string): string {
  const [, group, access] = /googlehealth\.(\w+)\.(readonly|writeonly)$/.exec(scope) ?? [];
  if (group === undefined) return scope === 'openid' ? 'know who you are' : 'see your account';
  const what = group.replaceAll('_', ' ');
  return access === 'readonly' ? `see your ${what} data` : `add and change ${what} data`;
}
