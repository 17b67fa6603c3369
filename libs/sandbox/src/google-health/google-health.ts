import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Behaviours } from '../behaviours';
import type { GrantStore } from '../google-oauth/grant-store';
import type { World } from '../world';
import { bearerToken } from './auth/caller';
import { registerDataPoints } from './points/data-points';
import { PageTokens } from './points/page-tokens';
import { Quota } from './quota/quota';
import { routeRegistrar } from './routes';
import type { Service } from './service';
import { registerUsers } from './users/users';

interface GoogleHealthOptions {
  readonly world: World;
  readonly grants: GrantStore;
  readonly behaviours: Readonly<Behaviours>;
  readonly now: () => number;
  readonly quota: boolean;
}

/** Google Health API v4: the methods of a user. */
export class GoogleHealth {
  private readonly service: Service;

  constructor({ quota, ...options }: GoogleHealthOptions) {
    this.service = { ...options, pageTokens: new PageTokens(), quota: quota ? new Quota() : undefined };
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
