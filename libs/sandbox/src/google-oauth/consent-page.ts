import type { Person } from '../people/person';
import { html, type Html } from '../server/html';
import type { AuthorizationRequest, RawParameters } from './authorization-request';

/** The request's own parameters that the form carries along; `scope` is the name of the checkboxes. */
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

/** Name of the hidden field that keeps what was asked for, beside the checkboxes that say what is granted. */
export const REQUESTED_SCOPE = 'requested_scope';

/** A plain form: one person chooser, one ticked box per requested scope, two buttons. */
export function consentPage(request: AuthorizationRequest, raw: RawParameters, people: readonly Person[]): Html {
  const carried = CARRIED.flatMap((name) => {
    const value = raw[name];
    return typeof value === 'string' ? [hidden(name, value)] : [];
  });
  return html`<h1>An application asks for health data</h1>
    <form method="post" action="/o/oauth2/v2/auth">
      ${carried}${hidden(REQUESTED_SCOPE, request.scopes.join(' '))}
      <label for="person">Sign in as</label>
      <select id="person" name="person">
        ${people.map((person) => option(person, request.loginHint))}
      </select>
      <fieldset>
        <legend>It wants to</legend>
        ${request.scopes.map(checkbox)}
      </fieldset>
      <p class="hint">It will be told at ${request.binding.redirectUri}</p>
      <div class="buttons">
        <button name="decision" value="deny">Deny</button>
        <button class="allow" name="decision" value="allow">Allow</button>
      </div>
    </form>`;
}

function hidden(name: string, value: string): Html {
  return html`<input type="hidden" name="${name}" value="${value}" />`;
}

function option({ id, displayName, healthUserId, legacyUserId }: Person, hint: string | undefined): Html {
  const selected = hint !== undefined && [id, healthUserId, legacyUserId].includes(hint);
  return html`<option value="${id}" ${selected ? html` selected` : ''}>${displayName} (${id})</option>`;
}

function checkbox(scope: string): Html {
  return html`<label class="scope"
    ><input type="checkbox" name="scope" value="${scope}" checked /><span
      >${describe(scope)}<small>${scope}</small></span
    ></label
  >`;
}

function describe(scope: string): string {
  const [, group, access] = /googlehealth\.(\w+)\.(readonly|writeonly)$/.exec(scope) ?? [];
  if (group === undefined) return scope === 'openid' ? 'know who you are' : 'see your account';
  const what = group.replaceAll('_', ' ');
  return access === 'readonly' ? `see your ${what} data` : `add and change ${what} data`;
}
