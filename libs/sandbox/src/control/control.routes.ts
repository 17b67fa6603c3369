import type { FastifyInstance } from 'fastify';
import type { Switches } from '../switches';
import { DAY_MS } from '../calendar/iso-date';
import { personIn } from '../world/person-in';
import type { SandboxClock } from '../sandbox-clock';
import type { FitbitSubscriber } from '../fitbit-web-api/subscriptions/subscriber';
import type { FaultList } from '../server/faults';
import type { RequestLog } from '../server/request-log';
import type { UpstreamServer } from '../server/upstream-server';
import { CONTROL_PREFIX } from '../server/watch';
import { type UpstreamId, type World, WorldError } from '../world/world';
import { ControlError } from './control-error';
import { type NotificationControls, registerNotifications } from './notification.routes';
import { registerPeople } from './people.routes';
import { readInstant, readJson, readNumber, readObject, readText } from './read-json';
import { registerSubscriber } from './subscriber.routes';
import { readSwitches } from './read-switches';
import { readFaults } from './read-faults';

interface ControlOptions extends NotificationControls {
  readonly world: World;
  readonly clock: SandboxClock;
  readonly switches: Switches;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  readonly upstreams: Readonly<Partial<Record<UpstreamId, UpstreamServer>>>;
  readonly subscriber: FitbitSubscriber;
  readonly revoke: (personId: string, upstream?: UpstreamId) => UpstreamId[];
  readonly reset: () => void;
}

/** How many requests `GET /_sandbox/people/:id/requests` returns. */
const LATEST_REQUESTS = 100;
const CENTURY_MS = 100 * 366 * DAY_MS;

/** The control routes below `/_sandbox/`, for everything that tests need and no upstream offers. Bodies are JSON. */
export function registerControl(root: FastifyInstance, options: ControlOptions): void {
  const { clock, switches, faults, requests, world } = options;
  const reasons = Object.values(options.upstreams).flatMap(({ refusals }) => Object.keys(refusals));
  const time = (): object => ({ now: clock.now().toISOString() });

  void root.register(
    (app, _options, done) => {
      app.setErrorHandler((error, _request, reply) => {
        if (error instanceof ControlError) return reply.code(400).send({ error: error.message });
        if (!(error instanceof WorldError)) throw error;
        return reply.code(error.code === 'unknown-person' ? 404 : 400).send({ error: error.message });
      });
      app.setNotFoundHandler((request, reply) =>
        reply.code(404).send({ error: `There is no ${request.method} ${request.url}.` }),
      );
      registerPeople(app, options);
      registerSubscriber(app, options.subscriber);
      registerNotifications(app, options);

      app.get('/requests', () => requests.list());
      app.get('/people/:id/requests', (request) => {
        const { id } = request.params as { readonly id: string };
        return requests.latest(personIn(world, id).id, LATEST_REQUESTS);
      });
      app.post('/requests/reset', () => {
        requests.reset();
        return {};
      });

      app.get('/clock', time);
      app.post('/clock', (request) => {
        const json = readObject(readJson(request.body), 'The body', ['now', 'advanceMs']);
        const [now, advanceMs] = [readText(json, 'now'), readNumber(json, 'advanceMs', -CENTURY_MS, CENTURY_MS)];
        if ((now === undefined) === (advanceMs === undefined)) throw new ControlError('Send either now or advanceMs.');
        if (now !== undefined) clock.set(readInstant(now, 'now'));
        else clock.advance(advanceMs ?? 0);
        return time();
      });

      app.get('/faults', () => faults.list());
      app.post('/faults', (request) => {
        faults.add(readFaults(readJson(request.body), { personId: (id) => personIn(world, id).id, reasons }));
        return faults.list();
      });
      app.delete('/faults', () => {
        faults.clear();
        return [];
      });

      app.get('/switches', () => switches);
      app.post('/switches', (request) => Object.assign(switches, readSwitches(readJson(request.body))));

      app.post('/reset', () => {
        options.reset();
        return {};
      });
      done();
    },
    { prefix: CONTROL_PREFIX },
  );
}
