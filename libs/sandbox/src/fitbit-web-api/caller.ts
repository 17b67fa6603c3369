import type { FastifyReply, FastifyRequest } from 'fastify';
import { bearerToken, type Caller } from '../oauth/caller';
import type { Person } from '../people/person';
import {
  authorizationMissing,
  expiredToken,
  insufficientScope,
  invalidToken,
  notFound,
  privateData,
  tooManyRequests,
} from './errors/errors';
import type { FitbitScope } from './oauth/fitbit-scopes';
import type { Service } from './service';

/**
 * Identifies the caller. A request without a valid token is refused with 401; every other request counts against the
 * quota.
 *
 * @throws FitbitWebApiError 401, 429
 */
export function admit(request: FastifyRequest, reply: FastifyReply, service: Service): Caller {
  const { grants, world, switches } = service;
  const token = bearerToken(request);
  if (token === undefined) throw authorizationMissing(switches.missingAuthorizationStatus);
  const access = grants.access(token);
  const person = access && world.find(access.grant.personId);
  if (!access || !person) throw grants.isExpired(token) ? expiredToken(token) : invalidToken(token);
  countRequest(person, reply, service);
  return { person, scopes: access.scopes };
}

function countRequest({ id }: Person, reply: FastifyReply, { quota, now, switches }: Service): void {
  const state = quota?.take(id, now());
  if (!state) return;
  void reply
    .header('fitbit-rate-limit-limit', state.limit)
    .header('fitbit-rate-limit-remaining', state.remaining)
    .header('fitbit-rate-limit-reset', state.resetSeconds);
  if (!state.exceeded) return;
  if (switches.sendRetryAfter) {
    void reply.header('retry-after', switches.wrongRetryAfterSeconds || state.resetSeconds);
  }
  throw tooManyRequests();
}

/** @throws FitbitWebApiError 403 */
export function checkScope({ scopes }: Caller, scope: FitbitScope | readonly FitbitScope[]): void {
  const missing = [scope].flat().find((one) => !scopes.has(one));
  if (missing !== undefined) throw insufficientScope(missing);
}

/**
 * `-` stands for the token's owner, who may also be named by id.
 *
 * @throws FitbitWebApiError 401 for another person, 404 for an unknown one
 */
export function checkUser(user: string, { person }: Caller, { world }: Service): void {
  if (user === '-' || user === person.legacyUserId) return;
  throw world.people.some(({ legacyUserId }) => legacyUserId === user) ? privateData() : notFound();
}
