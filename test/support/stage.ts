import { startSandbox, type Sandbox, type SandboxOptions } from 'nestjs-fitbit-sandbox';
import { type DataPoint, FitbitService, type ResourceName } from 'nestjs-fitbit';
import { addDays, civilDateIn } from './internals';
import { connectUser } from './connect';
import { type HostApp, type HostAppSettings, type HostServices, startHostApp, startServices } from './host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { until } from './until';

/** What a host is started with, beside the services and the sandbox. */
export type StagedHost = Partial<HostAppSettings>;

/** A sandbox with people of a year, a database and a key prefix, and a host application on them. */
export class Stage {
  readonly control: SandboxControl;
  readonly fitbit: FitbitService;

  private constructor(
    readonly sandbox: Sandbox,
    readonly services: HostServices,
    readonly host: HostApp,
  ) {
    this.control = new SandboxControl(sandbox);
    this.fitbit = host.app.get(FitbitService);
  }

  /** Call in `beforeAll`, and `close` in `afterAll`. Without a quota unless one is asked for. */
  static async open(
    people: SandboxOptions,
    host: StagedHost | ((sandbox: Sandbox) => StagedHost | Promise<StagedHost>),
  ): Promise<Stage> {
    const sandbox = await startSandbox({ years: 1, quota: false, ...people });
    const services = await startServices();
    const settings = typeof host === 'function' ? await host(sandbox) : host;
    return new Stage(sandbox, services, await startHostApp({ services, upstreamBaseUrl: sandbox.url, ...settings }));
  }

  /** One more host on the same services; the caller closes it. */
  startHost(settings: StagedHost): Promise<HostApp> {
    return startHostApp({ services: this.services, upstreamBaseUrl: this.sandbox.url, ...settings });
  }

  connect(user: string, person: string): Promise<void> {
    return connectUser(this.host, user, { person });
  }

  /** The user's whole history is there when it returns. */
  async import(user: string, person: string): Promise<void> {
    await this.connect(user, person);
    await this.complete(user);
  }

  async complete(user: string): Promise<void> {
    const done = async () => (await this.fitbit.importProgress(user))?.complete;
    await until(`the history of ${user}`, done, 60_000);
  }

  /** In the person's own zone, by the host's clock. */
  daysAgo(days: number, person = 'p1'): string {
    const now = (this.host.options.clock ?? this.sandbox.clock).now();
    return addDays(civilDateIn(this.sandbox.world.find(person)?.timeZone ?? 'UTC', now), -days);
  }

  /** Changes a past day at the upstream; `null` takes its value away. */
  edit(resource: ResourceName, date: string, value: string | null, person = 'p1'): Promise<unknown> {
    return this.control.call('POST', `people/${person}/edit`, { resource, date, value });
  }

  /** What is stored of one day. */
  async value(resource: ResourceName, date: string, user = 'alice'): Promise<string | undefined> {
    return (await this.fitbit.getSeries(user, resource, { from: date, to: date })).points.at(0)?.value;
  }

  arrives(resource: ResourceName, date: string, value: string, user = 'alice'): Promise<boolean> {
    return until(`${resource} of ${date}`, async () => (await this.value(resource, date, user)) === value);
  }

  /** Everything that is stored of a user. */
  async stored(user: string): Promise<DataPoint[]> {
    const points: DataPoint[] = [];
    for await (const point of this.fitbit.allPoints(user)) points.push(point);
    return points;
  }

  query<T>(sql: string, parameters: readonly unknown[] = []): Promise<T[]> {
    return this.services.database.dataSource.query<T[]>(sql, [...parameters]);
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.services.close();
    await this.sandbox.close();
  }
}
