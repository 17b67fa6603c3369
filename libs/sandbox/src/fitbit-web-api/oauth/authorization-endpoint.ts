import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { consentForm, REQUESTED_SCOPE } from '../../oauth/consent-form';
import { type Html, html } from '../../server/html';
import { sendPage } from '../../server/page';
import type { World } from '../../world/world';
import type { FitbitOAuthSwitches } from '../../switches/fitbit-oauth.switches';
import {
  type AuthorizationParameters,
  AuthorizationRefused,
  type RawParameters,
  readAuthorizationRequest,
} from './authorization-request';
import type { GrantStore } from './grant-store';
import { parseScopes } from './fitbit-scopes';

const PATH = '/oauth2/authorize';
const CARRIED = ['client_id', 'redirect_uri', 'response_type', 'state', 'prompt', 'code_challenge'];

interface AuthorizationEndpoint {
  readonly world: World;
  readonly grants: GrantStore;
  readonly switches: Readonly<FitbitOAuthSwitches>;
}

/**
 * The consent page and its decision. There is no session, so the page is always shown, for any `prompt`.
 *
 * @see https://dev.fitbit.com/build/reference/web-api/authorization/authorize/
 */
export function registerAuthorizationEndpoint(app: FastifyInstance, endpoint: AuthorizationEndpoint): void {
  app.get(PATH, (request, reply) =>
    orRefusal(reply, () => {
      const raw = request.query as RawParameters;
      return sendPage(reply, 200, 'Fitbit', page(readAuthorizationRequest(raw), raw, endpoint));
    }),
  );
  app.post(PATH, (request, reply) => orRefusal(reply, () => decide(request, reply, endpoint)));
}

function page(
  { scopes, binding }: AuthorizationParameters,
  raw: RawParameters,
  { world }: AuthorizationEndpoint,
): Html {
  const carried = [...CARRIED, 'code_challenge_method'].flatMap((name): [string, string][] => {
    const value = raw[name];
    return typeof value === 'string' ? [[name, value]] : [];
  });
  return consentForm({
    action: PATH,
    carried: Object.fromEntries(carried),
    people: world.people,
    scopes,
    describe: (scope) => `see your ${scope.replaceAll('_', ' ')} data`,
    redirectUri: binding.redirectUri,
  });
}

function decide(request: FastifyRequest, reply: FastifyReply, endpoint: AuthorizationEndpoint): FastifyReply {
  const { world, grants } = endpoint;
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  const ticked = form.getAll('scope').flatMap(parseScopes);
  // A form that was not made by the page may leave the copy of the request's scopes away.
  const scope = form.get(REQUESTED_SCOPE) ?? ticked.join(' ');
  const authorization = readAuthorizationRequest({ ...Object.fromEntries(form), scope });
  const person = world.find(form.get('person') ?? '');
  if (!person) throw new AuthorizationRefused('invalid_request', `Unknown person: ${form.get('person') ?? ''}`);
  const decision = form.get('decision');
  if (decision !== 'allow' && decision !== 'deny') {
    throw new AuthorizationRefused('invalid_request', 'The decision must be allow or deny.');
  }
  const granted = authorization.scopes.filter((one) => ticked.includes(one));
  // Nothing ticked grants nothing, which is the same as a refusal.
  if (decision === 'deny' || granted.length === 0) {
    const description = 'The user denied the request.';
    return redirect(reply, endpoint, authorization, { error_description: description, error: 'access_denied' });
  }
  const code = grants.consent(person.id, granted, authorization.binding);
  return redirect(reply, endpoint, authorization, { code });
}

function redirect(
  reply: FastifyReply,
  { switches }: AuthorizationEndpoint,
  { state, binding: { redirectUri } }: AuthorizationParameters,
  parameters: Readonly<Record<string, string>>,
): FastifyReply {
  const answer = new URLSearchParams({ ...parameters, ...(state === undefined ? {} : { state }) });
  const fragment = switches.redirectFragment ? '#_=_' : '';
  return reply.redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${answer.toString()}${fragment}`, 302);
}

function orRefusal(reply: FastifyReply, work: () => FastifyReply): FastifyReply {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AuthorizationRefused)) throw error;
    const content = html`<h1>Developer information</h1>
      <p>${error.message}</p>`;
    return sendPage(reply, 400, 'Fitbit', content);
  }
}
