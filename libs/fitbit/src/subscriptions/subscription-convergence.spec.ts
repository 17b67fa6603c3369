import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { type FitbitModuleOptions, FitbitService, UserFitbit } from 'nestjs-fitbit';
import { SubscriptionConvergence } from './subscription-convergence';
import { SubscriptionService } from './subscription.service';
import { UpstreamSessions } from '../tokens/upstream-sessions';
import { FitbitUpstream, type UpstreamUser } from '../upstream/fitbit-upstream';
import { connectUser } from '../../../../test/support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../../../../test/support/host-app';
import { SandboxTime } from '../../../../test/support/clocks';
import { SandboxControl } from '../../../../tools/support/sandbox-control';
import { ScriptedServer } from '../../../../test/support/scripted-server';
import { CountingSession } from '../../spec-support/upstream-bench';
import { answerAsWebhook } from '../../../../test/support/webhook-endpoint';

jest.setTimeout(60_000); // a bound for a busy machine

const REFUSAL = { errors: [{ errorType: 'validation', fieldName: 'collection', message: 'no' }] };
const HOUR_MS = 3_600_000;
const SECRET = 'Bearer 0123456789abcdef';

/** A host without workers, two users who granted everything, and the one thing under test; on the sandbox's clock. */
async function start(options: (endpoint: string, sandbox: Sandbox) => Partial<FitbitModuleOptions>) {
  const sandbox = await startSandbox({ people: 2, seed: 5, years: 1, quota: false });
  const endpoint = await ScriptedServer.start();
  answerAsWebhook(endpoint, [SECRET]);
  const services: HostServices = await startServices();
  const clock = new SandboxTime(sandbox);
  const startHost = (subscriptions?: FitbitModuleOptions['subscriptions']): Promise<HostApp> =>
    startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      shape: { workers: false },
      options: { subscribe: true, subscriptions, clock, ...options(endpoint.url, sandbox) },
    });
  const first = await startHost();
  await connectUser(first, 'alice', { person: 'p1' });
  await connectUser(first, 'bob', { person: 'p2' });
  await first.close();
  const host = await startHost({ body: ['weight'], sleep: ['minutesAsleep'] });
  const upstream = host.app.get(FitbitUpstream, { strict: false });
  const rows = services.database.dataSource.getRepository(UserFitbit);
  return {
    sandbox,
    host,
    advance: (ms: number) => sandbox.clock.advance(ms),
    upstream,
    control: new SandboxControl(sandbox),
    converge: (signal?: AbortSignal) => host.app.get(SubscriptionConvergence, { strict: false }).converge(signal),
    subscribe: async (userId: string) =>
      host.app.get(SubscriptionService, { strict: false }).subscribe((await rows.findOneByOrFail({ userId })).id),
    asUser: async <T>(userId: string, use: (user: UpstreamUser) => Promise<T>) => {
      const connection = await rows.findOneByOrFail({ userId });
      const { upstreamUserId } = connection;
      const sessions = host.app.get(UpstreamSessions, { strict: false });
      return sessions.withSession(connection, 'interactive', (session) => use({ session, upstreamUserId }));
    },
    close: async () => {
      await host.close();
      await services.close();
      await endpoint.close();
      await sandbox.close();
    },
  };
}
type World = Awaited<ReturnType<typeof start>>;

describe('subscriptions converge (fitbit-web-api)', () => {
  let world: World;
  beforeAll(async () => {
    world = await start(() => ({ upstream: 'fitbit-web-api', subscriberId: '1' }));
  });
  afterAll(() => world.close());

  const collectionsOf = async (user: string) => {
    const standing = await world.asUser(user, (one) => world.upstream.subscriptions(one));
    return standing.map(({ collection }) => collection).sort();
  };
  const WANTED = ['body', 'sleep', 'userRevokedAccess'];

  it('starts nothing in a process that shuts down', async () => {
    await world.control.resetRequests();
    expect(await world.converge(AbortSignal.abort())).toBe(0);
    expect(await world.control.requests('apiSubscriptions')).toBe(0);
  });

  it('starts missing subscriptions, and checks once a day', async () => {
    expect(await world.converge()).toBe(6);
    expect(await collectionsOf('alice')).toEqual(WANTED);
    expect(await collectionsOf('bob')).toEqual(WANTED);
    await world.control.resetRequests();
    world.advance(23 * HOUR_MS);
    expect(await world.converge()).toBe(0);
    expect(await world.control.requests()).toBe(0);
    world.advance(2 * HOUR_MS);
    expect(await world.converge()).toBe(0);
    expect(await world.control.requests('apiSubscriptions')).toBe(2);
  });

  it('ends superfluous and duplicate subscriptions, and keeps a valid one with another id', async () => {
    await world.asUser('alice', async (alice) => {
      const [first] = (await world.upstream.subscriptions(alice)).filter(({ collection }) => collection === 'body');
      await world.upstream.unsubscribe(alice, first ?? { id: '' });
      await world.upstream.subscribe(alice, { id: 'older-body', collection: 'body' });
      await world.upstream.subscribe(alice, { id: 'older-foods', collection: 'foods' });
      await world.upstream.subscribe(alice, { id: 'older-all' });
    });
    world.advance(25 * HOUR_MS);
    expect(await world.converge()).toBe(2); // foods and all
    expect(await collectionsOf('alice')).toEqual(WANTED);
    const standing = await world.asUser('alice', (one) => world.upstream.subscriptions(one));
    expect(standing).toContainEqual({ id: 'older-body', collection: 'body' });
  });

  it.each([
    ['a minute when the upstream is not available', 503, HOUR_MS / 60],
    ['an hour when it refuses', 400, HOUR_MS],
  ])('goes on with other users when one fails, and retries that one after %s', async (_, status, retryMs) => {
    for (const user of ['alice', 'bob']) {
      await world.asUser(user, async (one) => {
        for (const standing of await world.upstream.subscriptions(one)) await world.upstream.unsubscribe(one, standing);
      });
    }
    world.advance(25 * HOUR_MS);
    await world.control.fail({ match: { path: 'apiSubscriptions', person: 'p1' }, status, body: REFUSAL });
    expect(await world.converge()).toBe(3);
    await world.control.heal();
    world.advance(retryMs / 2);
    expect(await world.converge()).toBe(0);
    expect(await collectionsOf('alice')).toEqual([]);
    world.advance(retryMs / 2);
    expect(await world.converge()).toBe(3);
    expect(await collectionsOf('alice')).toEqual(WANTED);
  });

  it('subscribes a user again who connects again', async () => {
    await world.asUser('bob', async (one) => {
      for (const standing of await world.upstream.subscriptions(one)) await world.upstream.unsubscribe(one, standing);
    });
    await connectUser(world.host, 'bob', { person: 'p2' });
    expect(await world.converge()).toBe(3);
    expect(await collectionsOf('bob')).toEqual(WANTED);
  });

  it('does not check a user for a day whom the job of the connect subscribed', async () => {
    await connectUser(world.host, 'bob', { person: 'p2' });
    await world.subscribe('bob');
    await world.control.resetRequests();
    expect(await world.converge()).toBe(0);
    expect(await world.control.requests()).toBe(0);
  });

  it('subscribes a user who has connected another account, although the subscriptions of the first one still exist', async () => {
    await world.asUser('bob', async (one) => {
      for (const standing of await world.upstream.subscriptions(one)) await world.upstream.unsubscribe(one, standing);
    });
    await world.host.app.get(FitbitService).disconnect('bob');
    await connectUser(world.host, 'alice', { person: 'p2' });
    expect(await world.converge()).toBe(3);
    expect(await collectionsOf('alice')).toEqual(WANTED);
  });
});

describe('subscriptions converge (google-health, MANUAL)', () => {
  let world: World;
  beforeAll(async () => {
    world = await start((endpoint, sandbox) => ({
      google: {
        subscriptionPolicy: 'MANUAL',
        serviceAccount: sandbox.serviceAccountKey(),
        projectNumber: '123456789012',
        webhookUrl: `${endpoint}/fitbit/webhook`,
        webhookSecrets: [SECRET],
      },
    }));
  });
  afterAll(() => world.close());

  const subscribed = async () => {
    const ids: string[] = [];
    for await (const page of world.upstream.subscribers?.subscribedUsers() ?? []) {
      ids.push(...page.map(({ upstreamUserId }) => upstreamUserId));
    }
    return ids.sort();
  };
  const allUsers = () => world.sandbox.world.people.map(({ healthUserId }) => healthUserId).sort();

  it('registers the subscriber, subscribes the users, and then changes nothing', async () => {
    expect(await world.converge()).toBe(3);
    expect(await subscribed()).toEqual(allUsers());
    await world.control.resetRequests();
    expect(await world.converge()).toBe(0);
    expect(await world.control.requests()).toBe(1);
  });

  it('reads the list once a day instead of asking for each user, and unsubscribes users who are not connected', async () => {
    await world.upstream.subscribe({ session: new CountingSession(''), upstreamUserId: 'nobody' }, { id: '' });
    world.advance(25 * HOUR_MS);
    await world.control.resetRequests();
    expect(await world.converge()).toBe(1);
    expect(await subscribed()).toEqual(allUsers());
    const inOneRun = await world.control.requests('/subscriptions');
    expect(inOneRun - 1).toBe(2); // the list and a deletion; the third is this test's own look
  });

  it('subscribes all users again when the subscriber had to be registered again', async () => {
    world.sandbox.reset();
    expect(await world.converge()).toBe(3);
    expect(await subscribed()).toEqual(allUsers());
  });

  it('ends a subscription that the disconnect could not end', async () => {
    await world.host.app.get(FitbitService).disconnect('bob');
    world.advance(25 * HOUR_MS);
    expect(await world.converge()).toBe(1);
    expect(await subscribed()).toHaveLength(1);
  });
});
