import type { INestApplication, Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { FitbitModule, type FitbitModuleOptions, type UpstreamName, type ConnectionState } from 'nestjs-fitbit';
import { ConnectionRepository } from './internals';
import { newGrant } from './connections';
import { type HostApp, type HostServices, startHostApp, startServices } from './host-app';

type Adapter = () => ExpressAdapter | FastifyAdapter;

const express: Adapter = () => new ExpressAdapter();
const fastify: Adapter = () => new FastifyAdapter();

/** Both adapters, each on one of the upstreams: which one is in use is nothing that a host's own routes notice. */
export const ADAPTERS = [
  ['Express, google-health', express],
  ['Fastify, fitbit-web-api', fastify],
] as const satisfies [string, Adapter][];
const UPSTREAM_OF = new Map<Adapter, UpstreamName>([
  [express, 'google-health'],
  [fastify, 'fitbit-web-api'],
]);

/** A host with a feature module of its own. Its upstream does not answer, so a request to it would fail the test. */
export class EnhancersHost {
  private constructor(
    readonly host: HostApp,
    readonly services: HostServices,
    private readonly upstream: UpstreamName,
  ) {}

  static async start(settings: {
    adapter: Adapter;
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
    const upstream = settings.options?.upstream ?? UPSTREAM_OF.get(settings.adapter) ?? 'google-health';
    const host = await startHostApp({
      ...rest,
      options: { upstream, ...rest.options },
      services,
      shape,
      upstreamBaseUrl: 'http://127.0.0.1:9',
      imports: [feature],
    });
    return new EnhancersHost(host, services, upstream);
  }

  /** A user with a connection in the given state. */
  async connect(userId: string, state: ConnectionState = 'active'): Promise<void> {
    const connections = this.host.app.get(ConnectionRepository, { strict: false });
    const connection = await connections.connect(newGrant({ userId, upstream: this.upstream }));
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
