import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { FitbitService } from 'nestjs-fitbit';
import { civilDateIn, tile } from '../support/internals';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { until } from '../support/until';

jest.setTimeout(60_000); // a bound for a busy machine

const USERS = ['p1', 'p2', 'p3', 'p4'];

describe('two applications and four workers on one Redis and one Postgres', () => {
  let sandbox: Sandbox;
  let services: HostServices;
  let applications: [HostApp, HostApp];
  let workers: HostApp[];
  let control: SandboxControl;
  let start: (http: boolean) => Promise<HostApp>;
  /** The requests for three series of every person: one per window. */
  const windows = () =>
    sandbox.world.people.reduce((sum, { timeZone, memberSince }) => {
      const today = civilDateIn(timeZone, sandbox.clock.now());
      return sum + 3 * tile([{ from: memberSince, to: today }], 90).length;
    }, 0);

  beforeAll(async () => {
    sandbox = await startSandbox({ people: USERS.length, seed: 3, years: 3, quota: false });
    control = new SandboxControl(sandbox);
    services = await startServices();
    const options = {
      subscribe: true,
      requestsPerMinutePerUser: 0,
      requestsPerMinutePerProject: 0,
      subscriptions: { activities: ['steps', 'distance', 'floors'] },
    };
    start = (http) =>
      startHostApp({ services, upstreamBaseUrl: sandbox.url, options, shape: { http, workers: !http } });
    applications = await Promise.all([start(true), start(true)]);
    workers = await Promise.all(USERS.map(() => start(false)));
  });
  afterAll(async () => {
    await Promise.all([...applications, ...workers].map((host) => host.close()));
    await services.close();
    await sandbox.close();
  });

  it('do each piece of work once, even when a worker stops in the middle of it', async () => {
    await control.fail({ match: { path: '/dataTypes/' }, delayMs: 30 });
    await Promise.all(
      USERS.map((person, index) => connectUser(applications[index % 2 === 0 ? 0 : 1], person, { person })),
    );
    const requests = () => control.requests('/dataTypes/');
    await until('the import to have begun', async () => (await requests()) > 10);
    await workers.pop()?.close();
    const fitbit = applications[0].app.get(FitbitService);
    for (const user of USERS) {
      await until(`the history of ${user}`, async () => (await fitbit.importProgress(user))?.complete);
    }
    expect(windows()).toBeGreaterThan(100);
    expect(await requests()).toBe(windows());
    for (const user of USERS) {
      const points: string[] = [];
      for await (const { resource, date, value } of fitbit.allPoints(user)) points.push(`${resource} ${date} ${value}`);
      const truth = (await control.truth(user)).filter(({ resource }) =>
        /^activities\/(steps|distance|floors)$/.test(resource),
      );
      expect(points.sort()).toEqual(truth.map(({ resource, date, value }) => `${resource} ${date} ${value}`).sort());
    }
  });
});
