import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Behaviours } from '../behaviours';
import type { GrantStore } from '../google-oauth/grant-store';
import type { ObservedWorld } from '../observed-world';
import { bearerToken } from './auth/caller';
import { registerDataPoints } from './points/data-points';
import { PageTokens } from './points/page-tokens';
import { Quota } from './quota/quota';
import { DailyTotals } from './rollup/daily-totals';
import { routeRegistrar } from './routes';
import type { Service } from './service';
import { registerUsers } from './users/users';

interface GoogleHealthOptions {
  readonly world: ObservedWorld;
  readonly grants: GrantStore;
  readonly behaviours: Readonly<Behaviours>;
  readonly now: () => number;
  readonly quota: boolean;
}

/** Google Health API v4: the methods of a user. */
export class GoogleHealth {
  private readonly service: Service;

  constructor({ quota, ...options }: GoogleHealthOptions) {
    const dailyTotals = new DailyTotals();
    options.world.observe(dailyTotals);
    this.service = { ...options, dailyTotals, pageTokens: new PageTokens(), quota: quota ? new Quota() : undefined };
  }

  register(app: FastifyInstance): void {
    const route = routeRegistrar(app, this.service);
    registerUsers(route);
    registerDataPoints(route);
  }

  /** Whose token a request carries, good or not, for counters and faults. */
  personOf(request: FastifyRequest): string | undefined {
    const token = bearerToken(request);
    return token ? this.service.grants.personOf(token) : undefined;
  }

  reset(): void {
    this.service.quota?.reset();
  }
}
