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
 * The checks that the front end makes before the service sees a request, in this order: 401, 429, 403 for missing
 * scopes, 403 for a token that also has `cloud-platform`. Where the quota check belongs is unconfirmed; here a request
 * counts as soon as its person is known.
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
 * The same checks for a method of the project. The service account may call it with `cloud-platform`; people may not,
 * even with that scope.
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
