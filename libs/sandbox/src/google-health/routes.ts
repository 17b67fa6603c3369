import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Caller } from '../oauth/caller';
import type { Method } from './auth/methods';
import type { GoogleError } from './errors/google-error';
import { parseJsonBody } from './json/json-body';
import { applyFields } from './json/partial-response';
import { type Query, type QueryType, readQuery } from './json/query';
import type { Service } from './service';

/** A request that passed the front end, and its caller. */
export interface Call<Q extends QueryType, C = Caller> {
  readonly caller: C;
  readonly service: Service;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query<Q>;
  /** The parsed JSON; the empty message for a GET. */
  readonly body: unknown;
}

export interface Route<Q extends QueryType, C = Caller> {
  readonly verb: HTTPMethods;
  /** The path below `/v4`, in the router's syntax: a literal colon is doubled. */
  readonly path: string;
  readonly method: Method;
  readonly query: Q;
  /** Whether the method exists under the current switches. It does by default. */
  readonly exists?: (service: Service) => boolean;
  readonly handle: (call: Call<Q, C>) => object | Promise<object>;
}

export type RegisterRoute<C = Caller> = <Q extends QueryType>(route: Route<Q, C>) => void;

/** Admits a request, or throws the front end's error. */
export type Admit<C> = (request: FastifyRequest, method: Method, service: Service) => C;

const JSON_TYPE = 'application/json; charset=UTF-8';

/** Registers methods. Front end, transcoding and the method run in this order. */
export function routeRegistrar<C>(app: FastifyInstance, service: Service, admit: Admit<C>): RegisterRoute<C> {
  return ({ verb, path, method, query, exists = () => true, handle }) => {
    app.route({
      method: verb,
      url: `/v4${path}`,
      handler: async (request, reply) => {
        const params = request.params as Readonly<Record<string, string>>;
        // The router accepts an empty segment for a parameter; the path patterns of the service do not.
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

/** Sends an error answer. */
export function sendGoogleError(error: GoogleError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error.status === 'UNAUTHENTICATED') {
    const detail = request.headers.authorization === undefined ? '' : ', error="invalid_token"';
    void reply.header('www-authenticate', `Bearer realm="https://accounts.google.com/"${detail}`);
  }
  return reply.code(error.httpStatus).header('content-type', JSON_TYPE).send(JSON.stringify(error));
}
