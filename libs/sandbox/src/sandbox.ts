import type { AddressInfo } from 'node:net';
import type { Behaviours } from './behaviours';
import type { SandboxClock } from './clock';
import { registerControl } from './control/control.routes';
import { FitbitUpstream } from './fitbit-web-api/fitbit-upstream';
import type { Subscriber } from './fitbit-web-api/subscriptions/subscriber';
import { internalError } from './google-health/errors/errors';
import { GoogleError } from './google-health/errors/google-error';
import { GoogleUpstream } from './google-health/google-upstream';
import { sendGoogleError } from './google-health/routes';
import { resolveOptions, type SandboxOptions } from './options';
import { FaultList } from './server/faults';
import { createHttpServer, isClientError } from './server/http-server';
import { sendErrorPage } from './server/not-found';
import { RequestLog } from './server/request-log';
import { watchUpstreams } from './server/watch';
import type { World } from './world';

/** A running sandbox. What `/_sandbox/` offers over HTTP is here at hand. */
export interface Sandbox {
  /** The one base URL of everything it plays, without a slash at the end; also the OAuth issuer. */
  readonly url: string;
  readonly world: World;
  readonly clock: SandboxClock;
  /** Switches that may be turned at any time. */
  readonly behaviours: Behaviours;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  /** Where the Fitbit Web API sends its notifications. */
  readonly subscriber: Subscriber;
  /** Back to the start: people, clock, grants, quota, faults and counts. */
  reset(): void;
  /** Cuts every connection and leaves nothing open. */
  close(): Promise<void>;
}

/** Starts playing Google Health API v4, Google OAuth 2.0 and the Fitbit Web API on a loopback port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port, host, world, clock, quota, behaviours, onError } = resolveOptions(options);
  const startedAt = clock.now();
  const initialBehaviours = { ...behaviours };
  const app = createHttpServer();
  let url = '';

  const google = new GoogleUpstream({
    world,
    behaviours,
    quota,
    now: () => clock.now().getTime(),
    issuer: () => url,
  });
  const fitbit = new FitbitUpstream({ world, behaviours, quota, now: () => clock.now().getTime(), onError });
  const faults = new FaultList();
  const requests = new RequestLog();
  const reset = (): void => {
    clock.set(startedAt);
    world.reset();
    google.reset();
    fitbit.reset();
    faults.clear();
    requests.reset();
    Object.assign(behaviours, initialBehaviours);
  };

  app.setErrorHandler((error, request, reply) => {
    if (error instanceof GoogleError) return sendGoogleError(error, request, reply);
    if (isClientError(error)) return sendErrorPage(reply, error.statusCode, 'Bad Request', request.url);
    onError(error);
    return sendGoogleError(internalError(), request, reply);
  });
  watchUpstreams(app, { upstreams: [google, fitbit], faults, requests });
  google.register(app);
  fitbit.register(app);
  const upstreams = { 'google-health': google, 'fitbit-web-api': fitbit };
  registerControl(app, { world, clock, behaviours, faults, requests, upstreams, subscriber: fitbit.subscriber, reset });

  await app.listen({ port, host });
  const { address, port: taken } = app.server.address() as AddressInfo;
  url = `http://${address.includes(':') ? `[${address}]` : address}:${taken}`;
  const { subscriber } = fitbit;
  return { url, world, clock, behaviours, faults, requests, subscriber, reset, close: () => app.close() };
}
