import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AuthorizationRefused } from '../../oauth/authorization-refused';
import { readDecision, redirectBack, showingRefusals } from '../../oauth/consent-decision';
import type { RawParameters } from '../../oauth/raw-parameters';
import { html, type Html } from '../../server/html';
import { sendPage } from '../../server/page';
import type { World } from '../../world/world';
import { type AuthorizationParameters, readAuthorizationRequest } from './authorization-request';
import { consentPage } from './consent-page';
import type { GrantStore } from './grant-store';

const PATH = '/o/oauth2/v2/auth';

interface AuthorizationEndpoint {
  readonly world: World;
  readonly grants: GrantStore;
  /** The sandbox's base URL, where the real service has `https://accounts.google.com`. */
  readonly issuer: () => string;
}

/** The consent page and its decision. */
export function registerAuthorizationEndpoint(app: FastifyInstance, endpoint: AuthorizationEndpoint): void {
  const guarded = (reply: FastifyReply, handle: () => FastifyReply): FastifyReply =>
    showingRefusals(reply, handle, refusalPage);
  app.get(PATH, (request, reply) =>
    guarded(reply, () => {
      const raw = request.query as RawParameters;
      const authorization = readAuthorizationRequest(raw);
      if (authorization.prompts.includes('none')) {
        return redirect(reply, endpoint, authorization, { error: 'login_required' });
      }
      return sendPage(reply, 200, 'Sign in', consentPage(authorization, raw, endpoint.world.people));
    }),
  );
  app.post(PATH, (request, reply) => guarded(reply, () => decide(request, reply, endpoint)));
}

function decide({ body }: FastifyRequest, reply: FastifyReply, endpoint: AuthorizationEndpoint): FastifyReply {
  const { request, person, granted } = readDecision(body, endpoint.world, readAuthorizationRequest);
  if (granted.length === 0) return redirect(reply, endpoint, request, { error: 'access_denied' });
  const { offline, includeGranted, prompts, binding } = request;
  const { code, scopes } = endpoint.grants.consent({
    personId: person.id,
    scopes: granted,
    offline,
    forced: prompts.includes('consent'),
    includeGranted,
    binding,
  });
  const answer = { code, scope: scopes.join(' '), authuser: '0', prompt: prompts.join(' ') || 'none' };
  return redirect(reply, endpoint, request, answer);
}

/** `state` comes first and unchanged; `iss` names the issuer (RFC 9207). */
function redirect(
  reply: FastifyReply,
  { issuer }: AuthorizationEndpoint,
  { state, binding: { redirectUri } }: AuthorizationParameters,
  answer: Readonly<Record<string, string>>,
): FastifyReply {
  const parameters = { ...(state === undefined ? {} : { state }), iss: issuer(), ...answer };
  return redirectBack(reply, redirectUri, parameters);
}

function refusalPage(refusal: AuthorizationRefused): { readonly title: string; readonly content: Html } {
  const { error, description, httpStatus } = refusal;
  const content = html`<h1>Access blocked: authorization error</h1>
    <p>${description}</p>
    <p><strong>Error ${httpStatus}: ${error}</strong></p>`;
  return { title: 'Authorization error', content };
}
