import type { FastifyRequest } from 'fastify';
import type { Person } from '../people/person';

/** The person whose token a request carries, and the granted scopes. */
export interface Caller {
  readonly person: Person;
  readonly scopes: ReadonlySet<string>;
}

/** The token of an `Authorization: Bearer` header; empty text for a header of another scheme. */
export function bearerToken({ headers: { authorization } }: FastifyRequest): string | undefined {
  if (authorization === undefined) return undefined;
  return /^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '';
}
