import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../../world/world';
import { html } from '../../server/html';
import { sendPage } from '../../server/page';
import { REQUESTED_SCOPE } from '../../oauth/consent-form';
import { AuthorizationRefused, readAuthorizationRequest } from './authorization-request';
import type { AuthorizationParameters, RawParameters } from './authorization-request';
import { consentPage } from './consent-page';
import type { GrantStore } from './grant-store';
import { parseScopes } from './google-scopes';

const PATH = '/o/oauth2/v2/auth';

interface AuthorizationEndpoint {
  readonly world: World;
  readonly grants: GrantStore;
  /** The sandbox's base URL: the real service says `https://accounts.google.com`. */
  readonly issuer: () => string;
}

/** The consent page and its decision. */
export function registerAuthorizationEndpoint(app: FastifyInstance, endpoint: AuthorizationEndpoint): void {
  app.get(PATH, (request, reply) =>
    orRefusal(reply, () => {
      const raw = request.query as RawParameters;
      const authorization = readAuthorizationRequest(raw);
      if (authorization.prompts.includes('none')) {
        return redirect(reply, endpoint, authorization, { error: 'login_required' });
      }
      return sendPage(reply, 200, 'Sign in', consentPage(authorization, raw, endpoint.world.people));
    }),
  );
  app.post(PATH, (request, reply) => orRefusal(reply, () => decide(request, reply, endpoint)));
}

function decide(request: FastifyRequest, reply: FastifyReply, endpoint: AuthorizationEndpoint): FastifyReply {
  const form = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
  const ticked = form.getAll('scope').flatMap(parseScopes);
  // A form that was not made by the page may leave the copy of the request's scopes away.
  const scope = form.get(REQUESTED_SCOPE) ?? ticked.join(' ');
  const authorization = readAuthorizationRequest({ ...Object.fromEntries(form), scope });
  const person = endpoint.world.find(form.get('person') ?? '');
  if (!person) throw new AuthorizationRefused('invalid_request', `Unknown person: ${form.get('person') ?? ''}`);
  const granted = authorization.scopes.filter((one) => ticked.includes(one));
  const decision = form.get('decision');
  if (decision !== 'allow' && decision !== 'deny') {
    throw new AuthorizationRefused('invalid_request', 'The decision must be allow or deny.');
  }
  // Nothing ticked grants nothing, which is the same as a refusal.
  if (decision === 'deny' || granted.length === 0) {
    return redirect(reply, endpoint, authorization, { error: 'access_denied' });
  }
  const { offline, includeGranted, prompts, binding } = authorization;
  const { code, scopes } = endpoint.grants.consent({
    personId: person.id,
    scopes: granted,
    offline,
    forced: prompts.includes('consent'),
    includeGranted,
    binding,
  });
  const told = { code, scope: scopes.join(' '), authuser: '0', prompt: prompts.join(' ') || 'none' };
  return redirect(reply, endpoint, authorization, told);
}

/** `state` comes first and unchanged, `iss` names who answers (RFC 9207). */
function redirect(
  reply: FastifyReply,
  { issuer }: AuthorizationEndpoint,
  { state, binding: { redirectUri } }: AuthorizationParameters,
  parameters: Readonly<Record<string, string>>,
): FastifyReply {
  const answer = new URLSearchParams({ ...(state === undefined ? {} : { state }), iss: issuer(), ...parameters });
  return reply.redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${answer.toString()}`, 302);
}

function orRefusal(reply: FastifyReply, work: () => FastifyReply): FastifyReply {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AuthorizationRefused)) throw error;
    const content = html`<h1>Access blocked: authorization error</h1>
      <p>${error.description}</p>
      <p><strong>Error ${error.httpStatus}: ${error.error}</strong></p>`;
    return sendPage(reply, error.httpStatus, 'Authorization error', content);
  }
}
