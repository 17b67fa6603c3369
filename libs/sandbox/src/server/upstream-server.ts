import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Outbox } from '../outbox/outbox';

/** An error answer that is ready to be sent. */
export interface ErrorAnswer {
  readonly httpStatus: number;
  toJSON(): object;
}

/** The interface of an upstream to the HTTP server. */
export interface UpstreamServer {
  register(app: FastifyInstance): void;
  /** The person whom a request is about, by its token; the request need not be valid. */
  personOf(request: FastifyRequest): string | undefined;
  /** `true` for the paths of this upstream, including unknown ones. */
  owns(path: string): boolean;
  /** The usual body for a status, for faults without a body. */
  bodyFor(status: number, path: string): unknown;
  /** Error answers that concern a whole account or project, by the names that faults use for them. */
  readonly refusals: Readonly<Record<string, ErrorAnswer>>;
  /** Every scope that a person can grant. */
  readonly scopes: readonly string[];
  knowsScope(scope: string): boolean;
  /** A grant without a browser, in the format of the upstream's token endpoint. */
  grant(personId: string, scopes: readonly string[], expiresIn?: number): object;
  /** Whether the person's permission exists, so that the refresh tokens of it can be valid. */
  hasGrant(personId: string): boolean;
  /** The collections whose changes the person's own subscriptions announce; empty where the project subscribes. */
  subscriptionsOf(personId: string): readonly string[];
  /** Withdraws every permission of a person at the upstream; `false` when there was none. */
  revoke(personId: string): boolean;
  /** The notifications on their way to the application. */
  readonly outbox: Pick<Outbox<object>, 'state' | 'settled' | 'flush'>;
  /** Removes grants, codes, tokens and used quota. */
  reset(): void;
}
