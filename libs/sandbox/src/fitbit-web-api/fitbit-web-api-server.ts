import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Switches } from '../switches';
import type { ObservedWorld } from '../world/observed-world';
import type { Outbox } from '../outbox/outbox';
import { isClientError } from '../server/http-server';
import type { UpstreamServer } from '../server/upstream-server';
import { registerAccount } from './account/account.routes';
import { registerActivities } from './activities/activities.routes';
import { registerBody } from './body/body.routes';
import { bearerToken } from '../oauth/caller';
import { personOfForm } from '../oauth/person-of-form';
import { gone, internalError, lengthRequired, notFound, validation } from './errors/errors';
import { FitbitWebApiError } from './errors/fitbit-web-api-error';
import { bodyForStatus } from './errors/for-status';
import { REFUSALS } from './errors/refusals';
import { DayFigures } from './figures/day-figures';
import { registerFoods } from './foods/foods.routes';
import { registerIntraday } from './intraday/intraday.routes';
import { registerAuthorizationEndpoint } from './oauth/authorization-endpoint';
import { GrantStore } from './oauth/grant-store';
import { FITBIT_SCOPES, isScope } from './oauth/fitbit-scopes';
import { registerTokenEndpoint } from './oauth/token-endpoint';
import { registerOther } from './other/other.routes';
import { registerWrites } from './other/writes.routes';
import { HourlyQuota } from './quota/hourly-quota';
import { routeRegistrar } from './routes';
import { registerNightly } from './series/nightly.routes';
import { registerObjectSeries } from './series/object-series.routes';
import { registerSeries } from './series/series.routes';
import type { Service } from './service';
import { PendingNights } from './sleep/pending-nights';
import { registerSleep } from './sleep/sleep.routes';
import { Notifier } from './subscriptions/notifier';
import type { Notification } from './subscriptions/update-notification';
import { FitbitSubscriber } from './subscriptions/subscriber';
import { registerSubscriptions } from './subscriptions/subscriptions.routes';
import { SubscriptionStore } from './subscriptions/subscription-store';

interface FitbitWebApiOptions {
  readonly world: ObservedWorld;
  readonly switches: Readonly<Switches>;
  readonly now: () => number;
  readonly quota: boolean;
  readonly onError: (error: unknown) => void;
}

const PREFIXES = ['/1/', '/1.1/', '/1.2/', '/oauth2/'];

/** The Fitbit Web API and its OAuth server. */
export class FitbitWebApiServer implements UpstreamServer {
  readonly scopes = FITBIT_SCOPES;
  readonly refusals = REFUSALS;
  readonly subscriber: FitbitSubscriber;
  private readonly service: Service;
  private readonly subscriptions = new SubscriptionStore();
  private readonly notifier: Notifier;

  constructor(private readonly options: FitbitWebApiOptions) {
    const { world, switches, now, quota } = options;
    const [figures, pendingNights] = [new DayFigures(), new PendingNights()];
    world.observe(figures);
    world.observe(pendingNights);
    this.subscriber = new FitbitSubscriber({ switches, now });
    this.notifier = new Notifier({ world, store: this.subscriptions, subscriber: this.subscriber });
    world.observe(this.notifier);
    this.service = {
      world,
      switches,
      now,
      figures,
      pendingNights,
      grants: new GrantStore(options),
      quota: quota ? new HourlyQuota(switches) : undefined,
    };
  }

  get outbox(): Outbox<Notification> {
    return this.subscriber.outbox;
  }

  register(root: FastifyInstance): void {
    root.addHook('onClose', () => this.outbox.close());
    void root.register((app, _options, done) => {
      this.prepare(app);
      this.registerEndpoints(app);
      done();
    });
  }

  personOf(request: FastifyRequest): string | undefined {
    const token = bearerToken(request);
    const { grants, world } = this.service;
    if (token) return grants.personOf(token);
    return personOfForm(request.body, { world, personOf: (text) => grants.personOf(text) });
  }

  owns(path: string): boolean {
    return PREFIXES.some((prefix) => path.startsWith(prefix));
  }

  bodyFor(status: number, path: string): unknown {
    return bodyForStatus(status, path);
  }

  knowsScope(scope: string): boolean {
    return isScope(scope);
  }

  grant(personId: string, scopes: readonly string[], expiresIn?: number): object {
    return this.service.grants.grant(personId, scopes, expiresIn);
  }

  hasGrant(personId: string): boolean {
    return this.service.grants.hasGrant(personId);
  }

  subscriptionsOf(personId: string): readonly string[] {
    const ownerId = this.service.world.find(personId)?.legacyUserId;
    if (ownerId === undefined) return [];
    return this.subscriptions.listFor(ownerId).map(({ collectionType }) => collectionType);
  }

  revoke(personId: string): boolean {
    const ended = this.service.grants.revokeAllOf(personId);
    const ownerId = this.service.world.find(personId)?.legacyUserId;
    if (ended && ownerId !== undefined) this.notifier.revoked(ownerId);
    return ended;
  }

  reset(): void {
    this.service.grants.reset();
    this.service.quota?.reset();
  }

  private endSubscriptions(personId: string): void {
    const ownerId = this.service.world.find(personId)?.legacyUserId;
    if (ownerId !== undefined) this.subscriptions.endAllOf(ownerId);
  }

  /** The checks and the error envelope that apply to every route, including unknown ones. */
  private prepare(app: FastifyInstance): void {
    app.addHook('preHandler', (request, _reply, done) => {
      if (this.options.switches.gone) return done(gone());
      const lacksLength = request.method === 'POST' && request.headers['content-length'] === undefined;
      done(lacksLength ? lengthRequired() : undefined);
    });
    app.setErrorHandler((error, _request, reply) => {
      const refusal = this.refusalFor(error);
      return reply
        .code(refusal.httpStatus)
        .header('content-type', 'application/json; charset=utf-8')
        .send(JSON.stringify(refusal));
    });
  }

  private refusalFor(error: unknown): FitbitWebApiError {
    if (error instanceof FitbitWebApiError) return error;
    if (isClientError(error)) return validation('n/a', 'The request is malformed.');
    this.options.onError(error);
    return internalError();
  }

  private registerEndpoints(app: FastifyInstance): void {
    const { service } = this;
    registerAuthorizationEndpoint(app, service);
    registerTokenEndpoint(app, { grants: service.grants, revoked: ({ personId }) => this.endSubscriptions(personId) });
    const route = routeRegistrar(app, service);
    for (const register of [
      registerAccount,
      registerActivities,
      registerObjectSeries,
      registerSeries,
      registerNightly,
      registerSleep,
      registerBody,
      registerFoods,
      registerIntraday,
      registerOther,
      registerWrites,
    ]) {
      register(route);
    }
    registerSubscriptions(route, this.subscriptions);
    for (const prefix of PREFIXES) {
      app.all(`${prefix}*`, () => {
        throw notFound();
      });
    }
  }
}
