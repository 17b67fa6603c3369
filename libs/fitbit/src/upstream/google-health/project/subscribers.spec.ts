import { generateKeyPairSync } from 'node:crypto';
import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import { RESOURCE_NAMES } from '../../../model/catalogue';
import { GoogleHealthUpstream } from '../google-health.upstream';
import { googleHealthUrlsBelow } from '../google-health.urls';
import { announcedTypes } from './announced-types';
import type { ProjectSettings } from './project';
import type { FitbitUpstream } from '../../fitbit-upstream';
import type { SubscribedUser, SubscriberRegistry } from '../../port/subscriber-registry';
import { SandboxTime } from '../../../../../../test/support/clocks';
import { ScriptedServer } from '../../../../../../test/support/scripted-server';
import { Bench, CountingSession } from '../../../../spec-support/upstream-bench';
import { answerAsWebhook } from '../../../../../../test/support/webhook-endpoint';

const [CURRENT, OLDER] = ['Bearer current-0123456789', 'older-0123456789'];

describe('the subscriber of a Google project', () => {
  let sandbox: Sandbox;
  let endpoint: ScriptedServer;
  const control = new (class {
    post = (path: string, body: object = {}) =>
      fetch(`${sandbox.url}/_sandbox/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      });
  })();

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 2, seed: 7, years: 1, quota: false });
    endpoint = await ScriptedServer.start();
  });
  beforeEach(() => {
    sandbox.reset();
    endpoint.reset();
    answerAsWebhook(endpoint, [CURRENT, OLDER]);
  });
  afterAll(() => Promise.all([sandbox.close(), endpoint.close()]));

  function adapter(
    change: Partial<ProjectSettings> = {},
    webhookSecrets = [CURRENT, OLDER],
    aheadMs = 0,
  ): FitbitUpstream {
    const { client_email: clientEmail, private_key: privateKey } = sandbox.serviceAccountKey();
    const project: ProjectSettings = {
      number: '123456789012',
      serviceAccount: { clientEmail, privateKey },
      subscriberId: 'nestjs-fitbit',
      endpointUrl: `${endpoint.url}/fitbit/webhook`,
      policy: 'AUTOMATIC',
      resources: RESOURCE_NAMES,
      ...change,
    };
    return new GoogleHealthUpstream({
      clientId: 'sandbox-client',
      clientSecret: 'sandbox-secret',
      urls: googleHealthUrlsBelow(sandbox.url),
      clock: new SandboxTime(sandbox, aheadMs),
      webhookSecrets,
      project,
    });
  }
  const registry = (...settings: Parameters<typeof adapter>): SubscriberRegistry =>
    adapter(...settings).subscribers ?? fail();
  const day = () => new Date(sandbox.clock.now().getTime() - 5 * 86_400_000).toISOString().slice(0, 10);
  const tokens = async () => {
    const requests = (await (await fetch(`${sandbox.url}/_sandbox/requests`)).json()) as {
      path: string;
      count: number;
    }[];
    return requests.filter(({ path }) => path === '/token').reduce((sum, { count }) => sum + count, 0);
  };

  it('is registered once', async () => {
    const subscribers = registry();
    expect(await subscribers.list()).toEqual([]);
    expect(await subscribers.register()).toBe('created');
    expect(await subscribers.list()).toEqual([
      {
        id: 'nestjs-fitbit',
        endpointUrl: `${endpoint.url}/fitbit/webhook`,
        state: 'ACTIVE',
        collections: announcedTypes(RESOURCE_NAMES),
        ours: true,
      },
    ]);
    expect(await subscribers.register()).toBe('unchanged');
    expect(await tokens()).toBe(1);
  });

  it.each([true, false])('follows the options (configuration can be patched: %s)', async (patchable) => {
    sandbox.switches.patchableSubscriberConfigs = patchable;
    await registry().register();
    const moved = { endpointUrl: `${endpoint.url}/elsewhere`, resources: ['body/weight'] as const };
    expect(await registry(moved).register()).toBe('changed');
    expect(await registry(moved).register()).toBe('unchanged');
    expect(await registry(moved).list()).toMatchObject([{ endpointUrl: moved.endpointUrl, collections: ['weight'] }]);
  });

  it('stays unchanged when the endpoint is down or does not know the secret', async () => {
    await registry().register();
    endpoint.always({ status: 404 });
    const moved = { endpointUrl: `${endpoint.url}/elsewhere`, resources: ['body/weight'] as const };
    await expect(registry(moved).register()).rejects.toMatchObject({
      code: 'FITBIT_REQUEST_REFUSED',
      message: expect.stringContaining('did not pass the verification') as string,
    });
    await expect(registry({}, ['Bearer another-0123456789']).replaceSecret()).rejects.toMatchObject({
      code: 'FITBIT_REQUEST_REFUSED',
    });
    expect(await registry().list()).toMatchObject([
      { endpointUrl: `${endpoint.url}/fitbit/webhook`, collections: announcedTypes(RESOURCE_NAMES) },
    ]);
  });

  it('leaves other subscribers alone', async () => {
    await registry({ subscriberId: 'somebody-else' }).register();
    await registry().register();
    const found = await registry().list();
    expect(found.map(({ id, ours }) => [id, ours])).toEqual([
      ['somebody-else', false],
      ['nestjs-fitbit', true],
    ]);
  });

  it('is activated again after it was deactivated', async () => {
    await registry().register();
    sandbox.switches.deactivateAfterFailures = 1;
    endpoint.next({ status: 500 });
    await new Bench({ ...contract, create: () => adapter() }, sandbox).connect('p1');
    await control.post('people/p1/sync', { dates: [day()] });
    await sandbox.notifications.settled();
    expect(await registry().list()).toMatchObject([{ state: 'INACTIVE' }]);
    expect(await registry().register()).toBe('changed');
    expect(await registry().list()).toMatchObject([{ state: 'ACTIVE' }]);
  });

  it('sends authentic notifications before and after its secret is replaced', async () => {
    const upstream = adapter();
    await registry({}, [OLDER]).register();
    await new Bench({ ...contract, create: () => upstream }, sandbox).connect('p1');
    const delivered = async () => {
      endpoint.seen.length = 0;
      await control.post('people/p1/sync', { dates: [day()] });
      await sandbox.notifications.settled();
      const { headers, body = '' } = endpoint.seen[0] ?? fail();
      const request = { headers, body: Buffer.from(body) };
      expect(await upstream.verify(request)).toBe('authentic');
      const { notifications, skipped } = await upstream.parse(request);
      const collections = notifications.map((one) => (one.kind === 'change' ? one.collection : one.kind));
      expect(collections).toEqual(expect.arrayContaining(['steps', 'activity-level', 'sleep']));
      expect(announcedTypes(RESOURCE_NAMES)).toEqual(expect.arrayContaining(collections));
      expect(skipped).toBe(0);
      return headers.authorization;
    };
    expect(await delivered()).toBe(OLDER);
    await upstream.subscribers?.replaceSecret();
    expect(await delivered()).toBe(CURRENT);
    await control.post('webhook-keys/rotate');
    sandbox.clock.advance(60_000);
    expect(await delivered()).toBe(CURRENT);
  });

  it('gets a new token before the old one expires, and when it is rejected', async () => {
    const subscribers = registry();
    await subscribers.list();
    sandbox.clock.advance(3_500_000);
    await subscribers.list();
    expect(await tokens()).toBe(1);
    sandbox.clock.advance(60_000);
    await subscribers.list();
    expect(await tokens()).toBe(2);
    await control.post('faults', [{ match: { path: '/v4/projects' }, status: 401, times: 1 }]);
    await subscribers.list();
    expect(await tokens()).toBe(3);
  });

  it.each([
    ['ahead', 3_600_000],
    ['behind', -3_600_000],
  ])("uses Google's time when its own clock is an hour %s", async (_, aheadMs) => {
    const subscribers = registry({}, [CURRENT, OLDER], aheadMs);
    await subscribers.list();
    sandbox.clock.advance(3_500_000);
    await subscribers.list();
    expect(await tokens()).toBe(2); // one that was refused, and one that serves
  });

  it('cannot be set with a wrong key, account or project; the error names the option and nothing secret', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { client_email: clientEmail, private_key: right } = sandbox.serviceAccountKey();
    for (const wrong of [
      { serviceAccount: { clientEmail, privateKey: pem } },
      { serviceAccount: { clientEmail: 'nobody@example.com', privateKey: right } },
      { number: '999' },
    ]) {
      const refusal = await registry(wrong)
        .list()
        .then(
          () => new Error('not refused'),
          (error: Error) => error,
        );
      expect(refusal).toMatchObject({ code: 'FITBIT_UPSTREAM_CONFIGURATION' });
      expect(refusal.message).toMatch(/Check google\.serviceAccount/);
      expect(refusal.message).not.toMatch(/PRIVATE KEY|Bearer|assertion/);
    }
    await expect(registry({}, []).register()).rejects.toThrow('google.webhookSecrets');
  });

  it.each([
    ['/token', 503],
    ['/v4/projects', 503],
  ])('fails temporarily when %s answers %i', async (path, status) => {
    await control.post('faults', [{ match: { path }, status, times: 1 }]);
    await expect(registry().list()).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
  });

  describe('with the policy MANUAL', () => {
    const user = (upstreamUserId: string) => ({ session: new CountingSession('unused'), upstreamUserId });
    const listed = async (subscribers: SubscriberRegistry) => {
      const users: SubscribedUser[] = [];
      for await (const page of subscribers.subscribedUsers()) users.push(...page);
      return users;
    };

    it('lists each subscribed user once', async () => {
      const upstream = adapter({ policy: 'MANUAL' });
      const subscribers = upstream.subscribers ?? fail();
      await subscribers.register();
      const [wanted = fail()] = upstream.wantedSubscriptions('key', ['body/weight']) ?? [];
      const first = await upstream.subscribe(user('85'), wanted);
      expect(await upstream.subscribe(user('85'), wanted)).toEqual(first);
      await upstream.subscribe(user('A-1'), wanted);
      expect(await listed(subscribers)).toMatchObject([
        { upstreamUserId: '85', current: true },
        { upstreamUserId: 'A-1', current: true },
      ]);
      const standing = await upstream.subscriptions(user('85'));
      expect(standing).toEqual([{ id: first?.id, current: true }]);
      await upstream.unsubscribe(user('85'), standing[0] ?? fail());
      await upstream.unsubscribe(user('85'), standing[0] ?? fail());
      expect(await upstream.subscriptions(user('85'))).toEqual([]);
      expect(await listed(subscribers)).toMatchObject([{ upstreamUserId: 'A-1' }]);
    });

    it('replaces a subscription to too few data types', async () => {
      const before = adapter({ policy: 'MANUAL', resources: ['body/weight'] });
      await before.subscribers?.register();
      await before.subscribe(user('85'), { id: 'key' });
      sandbox.switches.patchableSubscriberConfigs = true;
      const after = adapter({ policy: 'MANUAL' });
      await after.subscribers?.register();
      expect(await after.subscriptions(user('85'))).toMatchObject([{ current: false }]);
      await after.subscribe(user('85'), { id: 'key' });
      expect(await after.subscriptions(user('85'))).toMatchObject([{ current: true }]);
    });

    it('wants no subscription for a user who granted nothing', () => {
      expect(adapter({ policy: 'MANUAL' }).wantedSubscriptions('key', [])).toEqual([]);
      expect(adapter().wantedSubscriptions('key', ['body/weight'])).toBeUndefined();
    });
  });

  /** Only {@link Bench.connect} is used. */
  const contract = { dataPath: '', tokenPath: '', collections: [], notify: () => fail() };
});

function fail(): never {
  throw new Error('The sandbox lacks what this test needs.');
}
