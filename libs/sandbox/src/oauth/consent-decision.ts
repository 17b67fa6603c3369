import type { FastifyReply } from 'fastify';
import type { Person } from '../people/person';
import type { Html } from '../server/html';
import { sendPage } from '../server/page';
import type { World } from '../world/world';
import { AuthorizationRefused } from './authorization-refused';
import { REQUESTED_SCOPE } from './consent-form';
import type { RawParameters } from './raw-parameters';
import { parseScopes } from './scope-list';

/** A person's decision on the consent page. */
export interface ConsentDecision<Request> {
  /** The authorization request that the form carried along. */
  readonly request: Request;
  readonly person: Person;
  /** The granted scopes; empty if the person denied the request. */
  readonly granted: readonly string[];
}

/**
 * Reads the submitted consent form.
 *
 * @throws AuthorizationRefused for an unknown person or decision, or an invalid authorization request
 */
export function readDecision<Request extends { readonly scopes: readonly string[] }>(
  body: unknown,
  world: World,
  readRequest: (raw: RawParameters) => Request,
): ConsentDecision<Request> {
  const form = new URLSearchParams(typeof body === 'string' ? body : '');
  const ticked = form.getAll('scope').flatMap(parseScopes);
  // Clients that submit a form of their own may omit the copy of the requested scopes.
  const scope = form.get(REQUESTED_SCOPE) ?? ticked.join(' ');
  const request = readRequest({ ...Object.fromEntries(form), scope });
  const person = world.find(form.get('person') ?? '');
  if (!person) throw new AuthorizationRefused('invalid_request', `Unknown person: ${form.get('person') ?? ''}`);
  const decision = form.get('decision');
  if (decision !== 'allow' && decision !== 'deny') {
    throw new AuthorizationRefused('invalid_request', 'The decision must be allow or deny.');
  }
  const granted = decision === 'allow' ? request.scopes.filter((one) => ticked.includes(one)) : [];
  return { request, person, granted };
}

/** Sends the browser back to the application. */
export function redirectBack(
  reply: FastifyReply,
  redirectUri: string,
  parameters: Readonly<Record<string, string>>,
  fragment = '',
): FastifyReply {
  const query = new URLSearchParams(parameters).toString();
  return reply.redirect(`${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${query}${fragment}`, 302);
}

/** Runs a handler and shows an error page if it refuses the request. */
export function showingRefusals(
  reply: FastifyReply,
  handle: () => FastifyReply,
  page: (refusal: AuthorizationRefused) => { readonly title: string; readonly content: Html },
): FastifyReply {
  try {
    return handle();
  } catch (error) {
    if (!(error instanceof AuthorizationRefused)) throw error;
    const { title, content } = page(error);
    return sendPage(reply, error.httpStatus, title, content);
  }
}
