import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { IsoDate } from '../people/person';
import type { Caller } from '../oauth/caller';
import { admit, checkScope, checkUser } from './caller';
import type { FitbitScope } from './oauth/fitbit-scopes';
import type { Service } from './service';
import { todayAt } from './time/dates';
import { type UnitSystem, unitSystemOf } from './units';

/** An admitted request. */
export interface Call extends Caller {
  readonly service: Service;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly units: UnitSystem;
  /** Today in the owner's time zone. */
  readonly today: IsoDate;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

export interface Route {
  /** @defaultValue `'GET'` */
  readonly verb?: HTTPMethods;
  /** The parameter `:user` is checked before the handler runs. */
  readonly path: string;
  /** The scopes that the user must have granted, all of them. */
  readonly scope?: FitbitScope | readonly FitbitScope[] | undefined;
  /** Returns JSON text, a value to serialize, or `undefined` for an answer without a body. */
  readonly handle: (call: Call) => string | object | undefined;
}

export type RegisterRoute = (route: Route) => void;

const JSON_TYPE = 'application/json; charset=utf-8';

/** Registers endpoints. Checks run in this order: token, quota, scope, user, then the handler. */
export function routeRegistrar(app: FastifyInstance, service: Service): RegisterRoute {
  return ({ verb = 'GET', path, scope = [], handle }) => {
    app.route({
      method: verb,
      url: path,
      handler: (request, reply) => {
        const caller = admit(request, reply, service);
        checkScope(caller, scope);
        const params = request.params as Readonly<Record<string, string>>;
        if (params.user !== undefined) checkUser(params.user, caller, service);
        const answer = handle({
          ...caller,
          service,
          params,
          query: request.query as Readonly<Record<string, unknown>>,
          units: unitSystemOf(request.headers['accept-language']),
          today: todayAt(caller.person, service.now()),
          request,
          reply,
        });
        if (answer === undefined) return reply.send();
        const text = typeof answer === 'string' ? answer : JSON.stringify(answer);
        return reply.header('content-type', JSON_TYPE).send(text);
      },
    });
  };
}
