import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Caller } from '../oauth/caller';
import type { Method } from './auth/methods';
import type { GoogleError } from './errors/google-error';
import { parseJsonBody } from './json/json-body';
import { applyFields } from './json/partial-response';
import { type Query, type QueryType, readQuery } from './json/query';
import type { Service } from './service';

/** A request that the front end let through, and who makes it. */
export interface Call<Q extends QueryType, C = Caller> {
  readonly caller: C;
  readonly service: Service;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query<Q>;
  /** Parsed JSON; the empty message for a GET. */
  readonly body: unknown;
}

export interface Route<Q extends QueryType, C = Caller> {
  readonly verb: HTTPMethods;
  /** Below `/v4`, in the router's syntax: a literal colon is doubled. */
  readonly path: string;
  readonly method: Method;
  readonly query: Q;
  /** Whether there is such a method at all; there is, when absent. */
  readonly exists?: (service: Service) => boolean;
  readonly handle: (call: Call<Q, C>) => object | Promise<object>;
}

export type RegisterRoute<C = Caller> = <Q extends QueryType>(route: Route<Q, C>) => void;

/** Lets a request through, or throws what the front end says. */
export type Admit<C> = (request: FastifyRequest, method: Method, service: Service) => C;

const JSON_TYPE = 'application/json; charset=UTF-8';

/** Registers methods of the service: front end, transcoding, method, in this order. */
export function routeRegistrar<C>(app: FastifyInstance, service: Service, admit: Admit<C>): RegisterRoute<C> {
  return ({ verb, path, method, query, exists = () => true, handle }) => {
    app.route({
      method: verb,
      url: `/v4${path}`,
      handler: async (request, reply) => {
        const params = request.params as Readonly<Record<string, string>>;
        // The router lets an empty segment pass for a parameter; the service's path patterns do not.
        if (Object.values(params).includes('') || !exists(service)) return reply.callNotFound();
        const caller = admit(request, method, service);
        const raw = request.query as Readonly<Record<string, unknown>>;
        const call = {
          caller,
          service,
          params,
          query: readQuery(query, raw),
          body: typeof request.body === 'string' ? parseJsonBody(request.body) : {},
        };
        const answer = await handle(call);
        return reply
          .header('content-type', JSON_TYPE)
          .header('cache-control', 'private')
          .send(JSON.stringify(raw.fields === undefined ? answer : applyFields(answer, raw.fields)));
      },
    });
  };
}

/** Puts a refusal on the wire. */
export function sendGoogleError(error: GoogleError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.status === 'UNAUTHENTICATED') {
    const detail = request.headers.authorization === undefined ? '' : ', error="invalid_token"';
    void reply.header('www-authenticate', `Bearer realm="https://accounts.google.com/"${detail}`);
  }
  return reply.code(error.httpStatus).header('content-type', JSON_TYPE).send(JSON.stringify(error));
}
