import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthorizationRefused } from '../../oauth/authorization-refused';
import { readDecision, redirectBack, showingRefusals } from '../../oauth/consent-decision';
import { consentForm } from '../../oauth/consent-form';
import { pickParameters, type RawParameters } from '../../oauth/raw-parameters';
import { html, type Html } from '../../server/html';
import { sendPage } from '../../server/page';
import type { FitbitOAuthSwitches } from '../../switches/fitbit-oauth.switches';
import type { World } from '../../world/world';
import { type AuthorizationParameters, readAuthorizationRequest } from './authorization-request';
import type { GrantStore } from './grant-store';

const PATH = '/oauth2/authorize';
const TITLE = 'Fitbit';

/** The parameters of the request that the form carries along; `scope` is the name of the checkboxes. */
const CARRIED = [
  'client_id',
  'redirect_uri',
  'response_type',
  'state',
  'prompt',
  'code_challenge',
  'code_challenge_method',
];

interface AuthorizationEndpoint {
  readonly world: World;
  readonly grants: GrantStore;
  readonly switches: Readonly<FitbitOAuthSwitches>;
}

/**
 * The consent page and its decision. The sandbox keeps no sign-in, so it shows the page for every `prompt`.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/authorization/authorize/
 */
export function registerAuthorizationEndpoint(app: FastifyInstance, endpoint: AuthorizationEndpoint): void {
  const guarded = (reply: FastifyReply, handle: () => FastifyReply): FastifyReply =>
    showingRefusals(reply, handle, refusalPage);
  app.get(PATH, (request, reply) =>
    guarded(reply, () => {
      const raw = request.query as RawParameters;
      return sendPage(reply, 200, TITLE, consentPage(readAuthorizationRequest(raw), raw, endpoint));
    }),
  );
  app.post(PATH, (request, reply) => guarded(reply, () => decide(request, reply, endpoint)));
}

function consentPage(
  { scopes, binding }: AuthorizationParameters,
  raw: RawParameters,
  { world }: AuthorizationEndpoint,
): Html {
  return consentForm({
    action: PATH,
    carried: pickParameters(raw, CARRIED),
    people: world.people,
    scopes,
    describe: (scope) => `see your ${scope.replaceAll('_', ' ')} data`,
    redirectUri: binding.redirectUri,
  });
}

function decide({ body }: FastifyRequest, reply: FastifyReply, endpoint: AuthorizationEndpoint): FastifyReply {
  const { request, person, granted } = readDecision(body, endpoint.world, readAuthorizationRequest);
  const { state, binding } = request;
  const answer: Record<string, string> =
    granted.length === 0
      ? { error_description: 'The user denied the request.', error: 'access_denied' }
      : { code: endpoint.grants.consent(person.id, granted, binding) };
  const parameters = { ...answer, ...(state === undefined ? {} : { state }) };
  return redirectBack(reply, binding.redirectUri, parameters, endpoint.switches.redirectFragment ? '#_=_' : '');
}

function refusalPage({ error, description }: AuthorizationRefused): { readonly title: string; readonly content: Html } {
  const content = html`<h1>Developer information</h1>
    <p>${error} - ${description}</p>`;
  return { title: TITLE, content };
}
