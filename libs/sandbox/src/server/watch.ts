import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { NonEmpty } from '../numbers/non-empty';
import type { SandboxClock } from '../sandbox-clock';
import { AnswerGate } from './answer-gate';
import type { Fault, FaultList } from './faults';
import type { RequestLog } from './request-log';
import type { UpstreamServer } from './upstream-server';

interface Watch {
  readonly upstreams: NonEmpty<UpstreamServer>;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly clock: SandboxClock;
}

/** The paths of the control routes, which are neither counted nor affected by faults. */
export const CONTROL_PREFIX = '/_sandbox';

/** Counts every request to an upstream, sets the `Date` of its answer and applies the scripted faults. */
export function watchUpstreams(app: FastifyInstance, { upstreams, faults, requests, clock }: Watch): void {
  const cut = new WeakSet<FastifyRequest>();
  const timers = new Set<NodeJS.Timeout>();
  const gathered = new WeakMap<FastifyRequest, Fault>();
  const gate = new AnswerGate();

  app.addHook('preHandler', (request, reply, done) => {
    const path = pathOf(request);
    if (isControl(path)) return done();
    const fault = faults.take(path, personOf(request, path));
    if (!fault) return done();
    if (fault.together) gathered.set(request, fault);
    if (!fault.delayMs) return happen(fault, request, reply, done);
    const timer = setTimeout(() => {
      timers.delete(timer);
      happen(fault, request, reply, done);
    }, fault.delayMs);
    timers.add(timer);
  });

  app.addHook('onSend', (request, reply, payload, done) => {
    const path = pathOf(request);
    if (!isControl(path)) {
      const dropped = cut.has(request);
      record(request, path, dropped ? 0 : reply.statusCode);
      if (dropped) request.raw.socket.destroy();
      else if (!reply.hasHeader('date')) void reply.header('date', clock.now().toUTCString());
    }
    const fault = gathered.get(request);
    if (fault) gate.hold(fault, () => done(null, payload));
    else done(null, payload);
  });

  app.addHook('onClose', () => {
    timers.forEach(clearTimeout);
    gate.close();
  });

  function happen(fault: Fault, request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const path = pathOf(request);
    if (fault.drop === 'answer') cut.add(request);
    if (fault.drop === true) {
      record(request, path, 0);
      reply.hijack();
      request.raw.socket.destroy();
    } else if (fault.status === undefined && fault.body === undefined && fault.reason === undefined) {
      done();
    } else {
      const { headers = {} } = fault;
      const upstream = upstreams.find((one) => one.owns(path)) ?? upstreams[0];
      const refusal = fault.reason === undefined ? undefined : upstream.refusals[fault.reason];
      const status = fault.status ?? refusal?.httpStatus ?? 200;
      const body = fault.body ?? refusal?.toJSON() ?? upstream.bodyFor(status, path);
      const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json; charset=UTF-8';
      void reply
        .code(status)
        .header('content-type', type)
        .headers(headers)
        .send(typeof body === 'string' ? body : JSON.stringify(body));
    }
  }

  function record(request: FastifyRequest, path: string, status: number): void {
    requests.record({ method: request.method, path, person: personOf(request, path), status, at: clock.now() });
  }

  function personOf(request: FastifyRequest, path: string): string | undefined {
    return upstreams.find((upstream) => upstream.owns(path))?.personOf(request);
  }
}

function isControl(path: string): boolean {
  return path === CONTROL_PREFIX || path.startsWith(`${CONTROL_PREFIX}/`);
}

function pathOf({ url }: FastifyRequest): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}
