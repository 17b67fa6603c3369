import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Outbox } from '../outbox/outbox';

/** An error answer that is ready to be sent. */
export interface ErrorAnswer {
  readonly httpStatus: number;
  toJSON(): object;
}

/** One upstream as the server sees it: a folder each. */
export interface UpstreamServer {
  register(app: FastifyInstance): void;
  /** Whom a request is about, as far as its token tells; the request need not be a good one. */
  personOf(request: FastifyRequest): string | undefined;
  /** `true` for the paths that this upstream answers for, known or not. */
  owns(path: string): boolean;
  /** What it says with a status when nothing better is scripted. */
  bodyFor(status: number, path: string): unknown;
  /** Refusals of a whole account or project, by the names that faults call them. */
  readonly refusals: Readonly<Record<string, ErrorAnswer>>;
  /** Every scope that a person can grant. */
  readonly scopes: readonly string[];
  knowsScope(scope: string): boolean;
  /** A grant without a browser, in the words of the upstream's own token endpoint. */
  grant(personId: string, scopes: readonly string[], expiresIn?: number): object;
  /** The person takes every permission back, at the upstream itself; `false` when there was none. */
  revoke(personId: string): boolean;
  /** Notifications on their way to the application. */
  readonly outbox: Pick<Outbox<object>, 'state' | 'settled' | 'flush'>;
  /** Forgets grants, codes, tokens and spent quota. */
  reset(): void;
}
