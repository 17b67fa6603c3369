import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Switches } from '../switches';
import type { GrantStore } from './oauth/grant-store';
import type { ServiceTokens } from './oauth/service-tokens';
import type { ObservedWorld } from '../world/observed-world';
import { bearerToken } from '../oauth/caller';
import { admit, admitProject } from './auth/caller';
import { registerDataPoints } from './points/data-points.routes';
import { PageTokens } from './points/page-tokens';
import { MinuteQuota } from './quota/minute-quota';
import { DailyTotals } from './rollup/daily-totals';
import { routeRegistrar } from './routes';
import type { Service } from './service';
import { registerUsers } from './users/users.routes';
import { registerSubscribers } from './webhooks/subscribers.routes';
import { registerSubscriptions } from './webhooks/subscriptions.routes';
import { Webhooks } from './webhooks/webhooks';

interface GoogleHealthApiOptions {
  readonly world: ObservedWorld;
  readonly grants: GrantStore;
  readonly serviceTokens: ServiceTokens;
  readonly switches: Readonly<Switches>;
  readonly now: () => number;
  readonly quota: boolean;
}

/** The path of the public keys that verify notifications. */
export const KEYSET_PATH = '/webhooks_public_keyset.json';

/** Google Health API v4: the methods of users and those of the project. */
export class GoogleHealthApi {
  readonly webhooks: Webhooks;
  private readonly service: Service;

  constructor({ quota, ...options }: GoogleHealthApiOptions) {
    const dailyTotals = new DailyTotals();
    options.world.observe(dailyTotals);
    this.webhooks = new Webhooks(options);
    this.service = {
      ...options,
      dailyTotals,
      webhooks: this.webhooks,
      pageTokens: new PageTokens(),
      quota: quota ? new MinuteQuota() : undefined,
    };
  }

  register(app: FastifyInstance): void {
    const route = routeRegistrar(app, this.service, admit);
    registerUsers(route);
    registerDataPoints(route);
    const projectRoute = routeRegistrar(app, this.service, admitProject);
    registerSubscribers(projectRoute);
    registerSubscriptions(projectRoute);
    app.get(KEYSET_PATH, (_request, reply) =>
      reply.header('content-type', 'application/json').send(JSON.stringify(this.webhooks.keys.keyset())),
    );
    app.addHook('onClose', () => this.webhooks.outbox.close());
  }

  /** The person whose token a request carries, valid or not, for counters and faults. */
  personOf(request: FastifyRequest): string | undefined {
    const token = bearerToken(request);
    return token ? this.service.grants.personOf(token) : undefined;
  }

  reset(): void {
    this.service.quota?.reset();
  }
}
