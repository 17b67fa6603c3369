import type { Person } from '../people/person';
import { type Html, html } from '../server/html';

/** The hidden field with the requested scopes. The checkboxes hold the granted ones. */
export const REQUESTED_SCOPE = 'requested_scope';

export interface ConsentForm {
  /** The path that the form is submitted to. */
  readonly action: string;
  /** The parameters of the authorization request, for hidden fields. */
  readonly carried: Readonly<Record<string, string>>;
  readonly people: readonly Person[];
  /** Any id of the preselected person. */
  readonly hint?: string | undefined;
  readonly scopes: readonly string[];
  /** Describes a scope, to continue "It wants to". */
  readonly describe: (scope: string) => string;
  readonly redirectUri: string;
}

/** A form with a list of people, a ticked checkbox per requested scope, and two buttons. */
export function consentForm({ action, carried, people, hint, scopes, describe, redirectUri }: ConsentForm): Html {
  return html`<h1>An application asks for health data</h1>
    <form method="post" action="${action}">
      ${Object.entries(carried).map(([name, value]) => hidden(name, value))}
      ${hidden(REQUESTED_SCOPE, scopes.join(' '))}
      <label for="person">Sign in as</label>
      <select id="person" name="person">
        ${people.map((person) => option(person, hint))}
      </select>
      <fieldset>
        <legend>It wants to</legend>
        ${scopes.map((scope) => checkbox(scope, describe(scope)))}
      </fieldset>
      <p class="hint">It will be told at ${redirectUri}</p>
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

function checkbox(scope: string, description: string): Html {
  return html`<label class="scope"
    ><input type="checkbox" name="scope" value="${scope}" checked /><span
      >${description}<small>${scope}</small></span
    ></label
  >`;
}
