import type { AddressInfo } from 'node:net';
import type { Switches } from './switches';
import { type SyncManyResult, type SyncManyRequest, syncMany } from './world/sync-many';
import type { SandboxClock } from './sandbox-clock';
import { registerControl } from './control/control.routes';
import { FitbitWebApiServer } from './fitbit-web-api/fitbit-web-api-server';
import type { FitbitSubscriber } from './fitbit-web-api/subscriptions/subscriber';
import { internalError } from './google-health/errors/errors';
import { GoogleError } from './google-health/errors/google-error';
import { GoogleHealthServer } from './google-health/google-health-server';
import { sendGoogleError } from './google-health/routes';
import type { WebhookKeys } from './google-health/webhooks/webhook-keys';
import type { ServiceAccountKey } from './google-health/oauth/service-account-key';
import { Notifications } from './outbox/notifications';
import { resolveOptions, type SandboxOptions } from './options';
import { FaultList } from './server/faults';
import { createHttpServer, isClientError } from './server/http-server';
import { sendErrorPage } from './server/not-found';
import { RequestLog } from './server/request-log';
import { watchUpstreams } from './server/watch';
import type { UpstreamServer } from './server/upstream-server';
import { personIn } from './world/person-in';
import { SyncSchedule } from './world/sync-schedule';
import type { UpstreamId, World } from './world/world';

/** A running sandbox. It offers the same as the control routes below `/_sandbox/`. */
export interface Sandbox {
  /** The base URL of all services, without a trailing slash. It is also the OAuth issuer. */
  readonly url: string;
  readonly world: World;
  readonly clock: SandboxClock;
  /** The switches. They may be changed at any time. */
  readonly switches: Switches;
  readonly faults: FaultList;
  readonly requests: RequestLog;
  /** The notification endpoint of the Fitbit Web API. */
  readonly subscriber: FitbitSubscriber;
  /** The notifications of both upstreams and their deliveries. */
  readonly notifications: Notifications;
  /** The keys that sign Google's notifications. */
  readonly webhookKeys: WebhookKeys;
  /** A key of the project's service account, in Google's file format. The key pair is generated on first use. */
  serviceAccountKey(): ServiceAccountKey;
  /** Syncs many devices at once. */
  syncMany(request?: SyncManyRequest): SyncManyResult[];
  /**
   * Withdraws a person's permission at the upstream.
   *
   * @param upstream both by default
   * @returns the upstreams that had a permission
   */
  revoke(personId: string, upstream?: UpstreamId): UpstreamId[];
  /** Resets people, clock, grants, subscribers, quota, faults, switches and counts. */
  reset(): void;
  /** Closes every connection and the server. */
  close(): Promise<void>;
}

/** Starts Google Health API v4, Google OAuth 2.0 and the Fitbit Web API on a loopback port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port, host, world, clock, quota, switches, syncEverySeconds, onError } = resolveOptions(options);
  const startedAt = clock.now();
  const initialSwitches = { ...switches };
  const app = createHttpServer();
  let url = '';

  const google = new GoogleHealthServer({
    world,
    switches,
    quota,
    now: () => clock.now().getTime(),
    issuer: () => url,
  });
  const fitbit = new FitbitWebApiServer({ world, switches, quota, now: () => clock.now().getTime(), onError });
  const faults = new FaultList();
  const requests = new RequestLog();
  const reset = (): void => {
    clock.set(startedAt);
    world.reset();
    google.reset();
    fitbit.reset();
    faults.clear();
    requests.reset();
    Object.assign(switches, initialSwitches);
  };

  app.setErrorHandler((error, request, reply) => {
    if (error instanceof GoogleError) return sendGoogleError(error, request, reply);
    if (isClientError(error)) return sendErrorPage(reply, error.statusCode, 'Bad Request', request.url);
    onError(error);
    return sendGoogleError(internalError(), request, reply);
  });
  watchUpstreams(app, { upstreams: [google, fitbit], faults, requests, clock });
  google.register(app);
  fitbit.register(app);
  const upstreams = { 'google-health': google, 'fitbit-web-api': fitbit };
  const shared = {
    world,
    clock,
    switches,
    faults,
    requests,
    subscriber: fitbit.subscriber,
    notifications: new Notifications({ 'google-health': google.outbox, 'fitbit-web-api': fitbit.outbox }),
    webhookKeys: google.webhookKeys,
    serviceAccountKey: () => google.serviceAccountKey(),
    revoke: (anyId: string, upstream?: UpstreamId) => revoke(world, upstreams, anyId, upstream),
    reset,
  };
  registerControl(app, { ...shared, upstreams });

  await app.listen({ port, host });
  const { address, port: taken } = app.server.address() as AddressInfo;
  url = `http://${address.includes(':') ? `[${address}]` : address}:${taken}`;
  if (syncEverySeconds !== undefined) {
    const schedule = new SyncSchedule(world, syncEverySeconds, onError);
    app.server.once('close', () => schedule.close());
  }
  return { ...shared, url, syncMany: (request) => syncMany(world, request), close: () => app.close() };
}

function revoke(
  world: World,
  upstreams: Readonly<Record<UpstreamId, UpstreamServer>>,
  anyId: string,
  only?: UpstreamId,
): UpstreamId[] {
  const { id } = personIn(world, anyId);
  const names = only ? [only] : (Object.keys(upstreams) as UpstreamId[]);
  return names.filter((name) => upstreams[name].revoke(id));
}
