import type { FastifyRequest } from 'fastify';
import { CLOUD_PLATFORM, isHealthScope } from '../../google-oauth/scopes';
import type { Person } from '../../people/person';
import { credentialsInvalid, credentialsMissing, disallowedScopes, scopeInsufficient } from '../errors/errors';
import type { Service } from '../service';
import type { Method } from './methods';

/** Who calls, and what they were allowed to. */
export interface Caller {
  readonly person: Person;
  readonly scopes: ReadonlySet<string>;
}

/** The token of an `Authorization: Bearer` header; empty text for a header that is none. */
export function bearerToken({ headers: { authorization } }: FastifyRequest): string | undefined {
  if (authorization === undefined) return undefined;
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}

/**
 * What happens before the service itself sees a request, in the order of reference §12.2: 401, then 429, then 403 of
 * the front end, then 403 for a token that mixes in `cloud-platform`. The place of the quota is UNCONFIRMED; here a
 * request counts as soon as it is known whose it is.
 *
 * @throws GoogleError
 */
export function admit(request: FastifyRequest, method: Method, service: Service): Caller {
  const token = bearerToken(request);
  if (token === undefined) throw credentialsMissing(method.rpc);
  const access = service.grants.access(token);
  const person = access && service.world.find(access.grant.personId);
  if (!access || !person) throw credentialsInvalid();
  service.quota?.take(person.id, service.now());
  if (!method.scopes.some((scope) => access.scopes.has(scope))) throw scopeInsufficient(method.rpc);
  if (access.scopes.has(CLOUD_PLATFORM) && [...access.scopes].some(isHealthScope)) throw disallowedScopes();
  return { person, scopes: access.scopes };
}
