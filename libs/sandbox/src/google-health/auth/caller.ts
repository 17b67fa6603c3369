import type { FastifyRequest } from 'fastify';
import { CLOUD_PLATFORM, isHealthScope } from '../oauth/google-scopes';
import { bearerToken, type Caller } from '../../oauth/caller';
import {
  credentialsInvalid,
  credentialsMissing,
  disallowedScopes,
  iamDenied,
  scopeInsufficient,
} from '../errors/errors';
import { REFUSALS } from '../errors/refusals';
import type { Service } from '../service';
import type { Method } from './methods';

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
  const ofService = service.serviceTokens.scopesOf(token);
  if (ofService) {
    checkScopes(method, ofService);
    throw REFUSALS.ACCOUNT_NOT_LINKED; // a service account has no health data of its own
  }
  const access = service.grants.access(token);
  const person = access && service.world.find(access.grant.personId);
  if (!access || !person) throw credentialsInvalid();
  service.quota?.take(person.id, service.now());
  checkScopes(method, access.scopes);
  return { person, scopes: access.scopes };
}

/**
 * The same for a method of the project: the service account may call, with `cloud-platform`; a person may not, whatever
 * the token says (reference §2.6, §9.1).
 *
 * @throws GoogleError
 */
export function admitProject(request: FastifyRequest, method: Method, service: Service): void {
  const token = bearerToken(request);
  if (token === undefined) throw credentialsMissing(method.rpc);
  const ofService = service.serviceTokens.scopesOf(token);
  const scopes = ofService ?? service.grants.access(token)?.scopes;
  if (!scopes) throw credentialsInvalid();
  service.quota?.takeProject(service.now());
  if (!method.scopes.some((scope) => scopes.has(scope))) throw scopeInsufficient(method.rpc);
  if (!ofService) throw iamDenied(method.rpc);
}

function checkScopes(method: Method, scopes: ReadonlySet<string>): void {
  if (!method.scopes.some((scope) => scopes.has(scope))) throw scopeInsufficient(method.rpc);
  if (scopes.has(CLOUD_PLATFORM) && [...scopes].some(isHealthScope)) throw disallowedScopes();
}
