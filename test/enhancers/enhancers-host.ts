import type { INestApplication, Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { FitbitModule, type FitbitModuleOptions } from 'nestjs-fitbit';
import type { ConnectionState } from '../../libs/fitbit/src/model/connection';
import { ConnectionRepository } from '../../libs/fitbit/src/storage/connection.repository';
import { newGrant } from '../support/connections';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';

export const ADAPTERS: [string, () => ExpressAdapter | FastifyAdapter][] = [
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
];

/** A host with a feature module of its own; that nobody answers at the upstream shows that nobody is asked. */
export class EnhancersHost {
  private constructor(
    readonly host: HostApp,
    readonly services: HostServices,
  ) {}

  static async start(settings: {
    adapter: () => ExpressAdapter | FastifyAdapter;
    controllers: Type[];
    options?: Partial<FitbitModuleOptions>;
    /** Whether the module brings its routes. */
    http?: boolean;
    configure?: (app: INestApplication) => void | Promise<void>;
  }): Promise<EnhancersHost> {
    const { controllers, http = true, ...rest } = settings;
    class FeatureModule {}
    const feature = { module: FeatureModule, imports: [FitbitModule], controllers };
    const services = await startServices();
    const shape = { http, workers: false };
    const host = await startHostApp({
      ...rest,
      services,
      shape,
      upstreamBaseUrl: 'http://127.0.0.1:9',
      imports: [feature],
    });
    return new EnhancersHost(host, services);
  }

  /** A user with a connection, in whatever state. */
  async connect(userId: string, state: ConnectionState = 'active'): Promise<void> {
    const connections = this.host.app.get(ConnectionRepository, { strict: false });
    const connection = await connections.connect(newGrant({ userId }));
    await connections.setState(connection, state);
  }

  get(path: string, user?: string, method = 'GET'): Promise<Response> {
    const headers: Record<string, string> = user === undefined ? {} : { 'x-user': user };
    return fetch(`${this.host.url}${path}`, { method, headers, redirect: 'manual' });
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.services.close();
  }
}
