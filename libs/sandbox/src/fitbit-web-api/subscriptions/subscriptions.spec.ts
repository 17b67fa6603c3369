import { fitbitAccess, fitbitErrorOf } from '../../../spec-support/fitbit';
import { type Answer, Harness, type Json } from '../../../spec-support/harness';
import { SubscriberServer } from '../../../spec-support/subscriber-server';
import { signatureOf } from './update-signature';
import { VERIFICATION_CODE } from './subscriber';
import { itemAt } from '../../../spec-support/items';

describe('subscriptions of the Fitbit Web API', () => {
  let harness: Harness;
  let host: SubscriberServer;
  let token: string;
  let ownerId: string;
  beforeAll(async () => {
    harness = await Harness.start({ people: 2, years: 1, quota: false });
    host = await SubscriberServer.start(VERIFICATION_CODE);
    ownerId = itemAt(harness.sandbox.world.people).legacyUserId;
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    host.received.length = 0;
    host.verifications.length = 0;
    host.status = 204;
    token = await fitbitAccess(harness, 'p1');
  });
  afterAll(() => Promise.all([harness.close(), host.close()]));

  const call = (method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> =>
    harness.send(method, `/1/user/-/${path}.json`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  const subscribe = (id: string, collection = ''): Promise<Answer> =>
    call('POST', `${collection && `${collection}/`}apiSubscriptions/${id}`);
  const use = async (url: string | null = host.url, verificationCode?: string): Promise<Json> =>
    (await harness.control('POST', 'subscriber', { url, verificationCode })).json;
  const told = async (): Promise<Json[]> => {
    await harness.sandbox.subscriber.settled();
    return host.received.flatMap(({ body }) => JSON.parse(body) as Json[]);
  };

  describe('management', () => {
    it('creates one for all collections, once', async () => {
      const subscription = {
        collectionType: 'user',
        ownerId,
        ownerType: 'user',
        subscriberId: '1',
        subscriptionId: '323',
      };
      const [created, again] = [await subscribe('323'), await subscribe('323')];
      expect([created.status, created.json]).toEqual([201, subscription]);
      expect([again.status, again.json]).toEqual([200, subscription]);
      expect((await call('GET', 'apiSubscriptions')).json).toEqual({ apiSubscriptions: [subscription] });
    });

    it.each(['activities', 'body', 'foods', 'sleep', 'userRevokedAccess'])('creates one for %s', async (collection) => {
      expect((await subscribe('7', collection)).json).toMatchObject({
        collectionType: collection,
        subscriptionId: '7',
      });
      expect((await call('GET', `${collection}/apiSubscriptions`)).json.apiSubscriptions).toHaveLength(1);
      expect((await call('GET', 'foods/apiSubscriptions')).json.apiSubscriptions).toHaveLength(
        collection === 'foods' ? 1 : 0,
      );
    });

    it('refuses another id for the same collection, and the same id for another collection or user', async () => {
      await subscribe('1', 'sleep');
      const conflicts = [await subscribe('2', 'sleep'), await subscribe('1', 'foods'), await subscribe('1')];
      token = await fitbitAccess(harness, 'p2');
      conflicts.push(await subscribe('1', 'sleep'));
      expect(conflicts.map(({ status }) => status)).toEqual([409, 409, 409, 409]);
      expect(fitbitErrorOf(itemAt(conflicts)).errorType).toBe('validation');
    });

    it('shows the existing one when conflictShowsSubscription is on', async () => {
      harness.sandbox.switches.conflictShowsSubscription = true;
      await subscribe('1', 'sleep');
      const conflict = await subscribe('2', 'sleep');
      expect([conflict.status, conflict.json.subscriptionId]).toEqual([409, '1']);
    });

    it('deletes the named one, and no other', async () => {
      await subscribe('1', 'sleep');
      expect((await call('DELETE', 'apiSubscriptions/1')).status).toBe(404);
      expect((await call('DELETE', 'foods/apiSubscriptions/1')).status).toBe(404);
      const deleted = await call('DELETE', 'sleep/apiSubscriptions/1');
      expect([deleted.status, deleted.text]).toEqual([204, '']);
      expect((await call('DELETE', 'sleep/apiSubscriptions/1')).status).toBe(404);
      expect((await subscribe('1', 'foods')).status).toBe(201);
    });

    it('has the subscriber 1, and no other', async () => {
      const as = (id: string) => call('POST', 'sleep/apiSubscriptions/1', { 'X-Fitbit-Subscriber-Id': id });
      expect((await as('1')).status).toBe(201);
      expect((await as('2')).status).toBe(400);
    });

    it('requires the scope of the collection, and six scopes for all collections', async () => {
      token = await fitbitAccess(harness, 'p1', 'sleep');
      expect((await subscribe('1', 'sleep')).status).toBe(201);
      expect((await subscribe('2', 'body')).status).toBe(403);
      expect((await subscribe('3')).status).toBe(403);
      expect((await subscribe('4', 'userRevokedAccess')).status).toBe(201);
      token = await fitbitAccess(harness, 'p1', 'activity', 'nutrition', 'profile', 'settings', 'sleep', 'weight');
      expect((await subscribe('3')).status).toBe(201);
    });

    it('refuses an unknown collection, and an id of more than 50 characters', async () => {
      expect((await subscribe('1', 'heart')).status).toBe(400);
      expect((await subscribe('1', 'user')).status).toBe(400);
      expect((await subscribe('x'.repeat(51))).status).toBe(400);
      expect((await subscribe('x'.repeat(50))).status).toBe(201);
    });

    it('forgets them when the grant is revoked', async () => {
      await subscribe('1');
      const basic = `Basic ${Buffer.from('sandbox-client:sandbox-secret').toString('base64')}`;
      await harness.form('/oauth2/revoke', { token }, { authorization: basic });
      token = await fitbitAccess(harness, 'p1');
      expect((await call('GET', 'apiSubscriptions')).json).toEqual({ apiSubscriptions: [] });
    });
  });

  describe('the subscriber', () => {
    it('is verified with the right code and with a wrong one', async () => {
      expect(await use()).toMatchObject({ subscriberId: '1', url: host.url, verified: true });
      expect(host.verifications).toHaveLength(2);
      expect(host.verifications).toContain(VERIFICATION_CODE);
    });

    it('is not verified when it accepts another code, or does not answer', async () => {
      expect(await use(host.url, 'another')).toMatchObject({ verified: false });
      expect(await use('http://127.0.0.1:9/')).toMatchObject({ verified: false });
      expect(await use(null)).toMatchObject({ url: null, verified: false });
      expect((await harness.control('POST', 'subscriber', { url: 'x' })).status).toBe(400);
    });

    it('receives nothing while it is not verified', async () => {
      await use(host.url, 'another');
      await subscribe('1');
      await harness.control('POST', 'people/p1/sync', { dates: ['2026-09-01'] });
      expect(await told()).toEqual([]);
    });
  });

  describe('notifications', () => {
    beforeEach(() => use());

    it('name every collection and day that a sync changed, and are signed', async () => {
      await subscribe('all-of-p1');
      await harness.control('POST', 'people/p1/sync', { dates: ['2026-09-01'] });
      const common = { date: '2026-09-01', ownerId, ownerType: 'user', subscriptionId: 'all-of-p1' };
      expect(await told()).toEqual([
        { collectionType: 'activities', ...common },
        { collectionType: 'sleep', ...common },
      ]);
      const { body, signature } = itemAt(host.received);
      expect(signature).toBe(signatureOf(body));
      expect((await harness.control('GET', 'subscriber')).json.deliveries).toMatchObject([{ status: 204 }]);
    });

    it.each([
      ['activities/steps', 'activities', '5000'],
      ['body/weight', 'body', '70.5'],
      ['foods/log/water', 'foods', '1234'],
      ['sleep/minutesAsleep', 'sleep', '333'],
    ])(
      'announce an edit of %s as %s to a subscription of that collection alone',
      async (resource, collection, value) => {
        for (const one of ['activities', 'body', 'foods', 'sleep']) await subscribe(`s-${one}`, one);
        await harness.control('POST', 'people/p1/edit', { resource, date: '2026-09-01', value });
        expect(await told()).toEqual([
          {
            collectionType: collection,
            date: '2026-09-01',
            ownerId,
            ownerType: 'user',
            subscriptionId: `s-${collection}`,
          },
        ]);
      },
    );

    it('arrive twice for two subscriptions, and when duplicateNotifications is on', async () => {
      await subscribe('all');
      await subscribe('some', 'body');
      const edit = { resource: 'body/weight', date: '2026-09-01', value: '70.5' };
      await harness.control('POST', 'people/p1/edit', edit);
      expect((await told()).map(({ subscriptionId }) => subscriptionId)).toEqual(['all', 'some']);
      harness.sandbox.switches.duplicateNotifications = true;
      await harness.control('POST', 'people/p1/edit', { ...edit, value: '70.6' });
      expect(await told()).toHaveLength(6);
    });

    it('are sent neither for other people nor for unchanged data', async () => {
      await subscribe('1');
      await harness.control('POST', 'people/p2/sync', { dates: ['2026-09-01'] });
      await harness.control('POST', 'people/p1/sync', {});
      expect(await told()).toEqual([]);
    });

    it('are lost when they are not accepted', async () => {
      host.status = 500;
      await subscribe('1');
      await harness.control('POST', 'people/p1/sync', { dates: ['2026-09-01'] });
      expect(await told()).toHaveLength(2);
      expect(harness.sandbox.subscriber.deliveries.map(({ status }) => status)).toEqual([500]);
    });
  });

  describe('switches', () => {
    beforeEach(async () => {
      await use();
      await subscribe('1');
    });
    const edit = (value = '70.5'): Promise<Answer> =>
      harness.control('POST', 'people/p1/edit', { resource: 'body/weight', date: '2026-09-01', value });

    it('send again what was not accepted, when retryNotifications is on', async () => {
      Object.assign(harness.sandbox.switches, { retryNotifications: true, notificationRetryMs: 1e9 });
      host.status = 500;
      await edit();
      await harness.sandbox.subscriber.settled();
      host.status = 204;
      await harness.sandbox.notifications.flush();
      expect(harness.sandbox.subscriber.deliveries.map(({ status }) => status)).toEqual([500, 204]);
      expect(host.received[1]).toEqual(host.received[0]);
    });

    it.each(['wrong', 'unknown-key'] as const)(
      'sign as %s when notificationSignature says so',
      async (notificationSignature) => {
        harness.sandbox.switches.notificationSignature = notificationSignature;
        await edit();
        await told();
        const { body, signature } = itemAt(host.received);
        expect(signature).toMatch(/^[A-Za-z0-9+/]{27}=$/);
        expect(signature).not.toBe(signatureOf(body));
      },
    );

    it('leave out the signature', async () => {
      harness.sandbox.switches.notificationSignature = 'none';
      await edit();
      await told();
      expect(itemAt(host.received).signature).toBe('undefined');
    });

    it('send a file in the part "updates", signed as a whole', async () => {
      harness.sandbox.switches.updatesAsFile = true;
      await edit();
      await harness.sandbox.subscriber.settled();
      const { body, signature, type } = itemAt(host.received);
      const form = await new Response(body, { headers: { 'content-type': type } }).formData();
      const file = form.get('updates') as File;
      expect([file.name, file.type, signature]).toEqual(['updates.json', 'application/json', signatureOf(body)]);
      expect(JSON.parse(await file.text())).toMatchObject([{ collectionType: 'body', ownerId }]);
    });

    it('shuffle simultaneous notifications', async () => {
      Object.assign(harness.sandbox.switches, { shuffleNotifications: true });
      const dates = Array.from({ length: 30 }, (_, day) => `2026-08-${String(day + 1).padStart(2, '0')}`);
      await harness.control('POST', 'people/p1/sync', { dates });
      const told1 = (await told()).map(({ date }) => String(date));
      expect(told1.length).toBeGreaterThan(30);
      expect(told1).not.toEqual([...told1].sort());
    });
  });

  describe('a person who withdraws the permission', () => {
    beforeEach(() => use());

    it('is announced under userRevokedAccess if that is subscribed, and causes no notification afterwards', async () => {
      await subscribe('r', 'userRevokedAccess');
      await subscribe('b', 'body');
      const { json } = await harness.control('POST', 'people/p1/revoke', { upstream: 'fitbit-web-api' });
      expect(json).toEqual({ revoked: ['fitbit-web-api'] });
      expect(await told()).toEqual([
        { collectionType: 'userRevokedAccess', ownerId, ownerType: 'user', subscriptionId: 'r' },
      ]);
      expect((await call('GET', 'apiSubscriptions')).status).toBe(401);
      token = await fitbitAccess(harness, 'p1');
      expect((await call('GET', 'apiSubscriptions')).json).toEqual({ apiSubscriptions: [] });
      await harness.control('POST', 'people/p1/edit', { resource: 'body/weight', date: '2026-09-01', value: '70.5' });
      expect(await told()).toHaveLength(1);
    });

    it('is not announced otherwise, and can withdraw only once', async () => {
      await subscribe('b', 'body');
      expect(harness.sandbox.revoke('p1')).toEqual(['fitbit-web-api']);
      expect(harness.sandbox.revoke('p1')).toEqual([]);
      expect(await told()).toEqual([]);
    });
  });

  it('are signed like the test vector of the reference', () => {
    const body =
      '[{"collectionType":"foods","date":"2020-06-01","ownerId":"228S74","ownerType":"user","subscriptionId":"1234"},{"collectionType":"activities","date":"2020-06-01","ownerId":"184X36","ownerType":"user","subscriptionId":"2345"}]';
    expect(signatureOf(body, '123ab4567c890d123e4567f8abcdef9a')).toBe('3aE5QVVnz2C5oXqGUET1Oy0BDSU=');
  });
});
