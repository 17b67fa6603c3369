import { type Answer, errorInfoOf, Harness, type Json } from '../../../spec-support/harness';
import { asProject } from '../../../spec-support/subscribe';
import { WebhookServer } from '../../../spec-support/webhook-server';
import { itemAt } from '../../../spec-support/items';

const SUBSCRIBERS = '/v4/projects/123456789012/subscribers';
const SUBSCRIPTIONS = `${SUBSCRIBERS}/my-app/subscriptions`;

describe('projects.subscribers.subscriptions', () => {
  let harness: Harness;
  let host: WebhookServer;
  beforeAll(async () => {
    [harness, host] = [await Harness.start(), await WebhookServer.start()];
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    const subscriberConfigs = [
      { dataTypes: ['steps', 'sleep', 'weight'], subscriptionCreatePolicy: 'MANUAL' },
      { dataTypes: ['floors'], subscriptionCreatePolicy: 'AUTOMATIC' },
    ];
    const endpointAuthorization = { secret: host.secret };
    const body = { endpointUri: host.url, subscriberConfigs, endpointAuthorization };
    expect((await send('POST', `${SUBSCRIBERS}?subscriberId=my-app`, body)).status).toBe(200);
  });
  afterAll(async () => {
    await harness.close();
    await host.close();
  });

  const send = (method: string, path: string, body?: unknown) => asProject(harness, method, path, body);
  const create = (id: string, user: unknown = 'users/123', dataTypes: unknown = ['steps']): Promise<Answer> =>
    send('POST', `${SUBSCRIPTIONS}?subscriptionId=${id}`, { user, dataTypes });
  const list = async (filter = ''): Promise<Json> =>
    (await send('GET', `${SUBSCRIPTIONS}?filter=${encodeURIComponent(filter)}`)).json;
  const names = async (filter: string): Promise<string[]> =>
    (((await list(filter)).subscriptions ?? []) as { name: string }[]).map(({ name }) => itemAt(name.split('/'), 5));

  it('creates one from bare type names, which come back in full', async () => {
    const { status, json } = await create('sub-1', 'users/123', ['steps', 'sleep']);
    const subscription = {
      name: 'projects/123456789012/subscribers/my-app/subscriptions/sub-1',
      user: 'users/123',
      dataTypes: ['users/123/dataTypes/steps', 'users/123/dataTypes/sleep'],
    };
    expect([status, json]).toEqual([200, subscription]);
    expect(await list()).toEqual({ subscriptions: [subscription] });
  });

  it.each<[string, unknown, unknown, string]>([
    ['a bare user id', '123', ['steps'], 'INVALID_USER_RESOURCE_NAME'],
    ['the user me', 'users/me', ['steps'], 'INVALID_USER_RESOURCE_NAME'],
    ['no user', undefined, ['steps'], 'MISSING_USER'],
    ['no types', 'users/1', undefined, 'MISSING_DATA_TYPES'],
    ['no type', 'users/1', [], 'DATA_TYPES_CANNOT_BE_EMPTY'],
    ['a type in full', 'users/1', ['users/1/dataTypes/steps'], 'INVALID_DATA_TYPE_FORMAT'],
    ['an unknown type', 'users/1', ['stairs'], 'INVALID_DATA_TYPE'],
    ['a type with the policy AUTOMATIC', 'users/1', ['floors'], 'INVALID_DATA_TYPE'],
    ['a type that the subscriber does not have', 'users/1', ['height'], 'INVALID_DATA_TYPE'],
  ])('refuses %s', async (_, user, dataTypes, reason) => {
    const body = { user, dataTypes };
    const answer = await send('POST', `${SUBSCRIPTIONS}?subscriptionId=sub-1`, body);
    expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, reason]);
  });

  it('refuses a taken id, an invalid one, and an unknown subscriber', async () => {
    await create('sub-1');
    expect((await create('sub-1', 'users/456')).status).toBe(409);
    const answer = await create('X');
    expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_SUBSCRIPTION_NAME']);
    expect((await send('GET', `${SUBSCRIBERS}/nobody/subscriptions`)).status).toBe(404);
    expect((await send('GET', '/v4/projects/sandbox-project/subscribers/my-app/subscriptions')).status).toBe(403);
  });

  it('lists those of a user or of a type, page by page', async () => {
    await create('sub-1', 'users/1', ['steps']);
    await create('sub-2', 'users/1', ['sleep']);
    await create('sub-3', 'users/2', ['weight', 'sleep']);
    expect(await names('user = "users/1"')).toEqual(['sub-1', 'sub-2']);
    expect(await names('data_type = "sleep"')).toEqual(['sub-2', 'sub-3']);
    expect(await names('user = "users/1" AND (data_type = "sleep" OR data_type = "weight")')).toEqual(['sub-2']);
    expect(await names('user = "users/3"')).toEqual([]);
    const first = (await send('GET', `${SUBSCRIPTIONS}?pageSize=2`)).json;
    const rest = await send('GET', `${SUBSCRIPTIONS}?pageSize=2&pageToken=${String(first.nextPageToken)}`);
    expect((rest.json.subscriptions as Json[]).length).toBe(1);
  });

  it.each(['user', 'user = users', 'user >= "x"', 'color = "red"', 'user = "x" AND', '"user"'])(
    'refuses the filter %s',
    async (filter) => {
      const answer = await send('GET', `${SUBSCRIPTIONS}?filter=${encodeURIComponent(filter)}`);
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_FILTER_FORMAT']);
    },
  );

  it('refuses patches as measured, and patches types when patchableSubscriptions is on', async () => {
    await create('sub-1');
    const patch = (): Promise<Answer> =>
      send('PATCH', `${SUBSCRIPTIONS}/sub-1?updateMask=dataTypes`, { dataTypes: ['sleep'] });
    expect((await patch()).status).toBe(400);
    harness.sandbox.switches.patchableSubscriptions = true;
    expect((await patch()).json.dataTypes).toEqual(['users/123/dataTypes/sleep']);
  });

  it('deletes one once; its subscriber can only be deleted without subscriptions, or with force', async () => {
    await create('sub-1');
    const refused = await send('DELETE', `${SUBSCRIBERS}/my-app`);
    expect([refused.status, (refused.json.error as Json).status]).toEqual([400, 'FAILED_PRECONDITION']);
    expect((await send('DELETE', `${SUBSCRIPTIONS}/sub-1`)).json).toEqual({});
    expect((await send('DELETE', `${SUBSCRIPTIONS}/sub-1`)).status).toBe(404);
    await create('sub-2');
    expect((await send('DELETE', `${SUBSCRIBERS}/my-app?force=maybe`)).status).toBe(400);
    expect((await send('DELETE', `${SUBSCRIBERS}/my-app?force=true`)).status).toBe(200);
  });
});
