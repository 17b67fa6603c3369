import { type Answer, errorInfoOf, Harness, type Json, messageOf, violationsOf } from '../../../spec-support/harness';
import { asProject } from '../../../spec-support/subscribe';
import { WebhookServer } from '../../../spec-support/webhook-server';
import { itemAt } from '../../../spec-support/items';

const PROJECT = '/v4/projects/123456789012';

describe('projects.subscribers', () => {
  let harness: Harness;
  let host: WebhookServer;
  beforeAll(async () => {
    [harness, host] = [await Harness.start(), await WebhookServer.start()];
  });
  beforeEach(() => {
    harness.sandbox.reset();
    host.forget();
    host.verification = { accepted: 201, refused: 401 };
  });
  afterAll(async () => {
    await harness.close();
    await host.close();
  });

  const send = (method: string, path: string, body?: unknown) => asProject(harness, method, path, body);
  const payload = (changes: Json = {}): Json => ({
    endpointUri: host.url,
    subscriberConfigs: [{ dataTypes: ['steps', 'sleep'], subscriptionCreatePolicy: 'AUTOMATIC' }],
    endpointAuthorization: { secret: host.secret },
    ...changes,
  });
  const create = (id = 'my-app', changes: Json = {}): Promise<Answer> =>
    send('POST', `${PROJECT}/subscribers?subscriberId=${id}`, payload(changes));
  const list = async (query = ''): Promise<Json> => (await send('GET', `${PROJECT}/subscribers${query}`)).json;

  const resource = (): Json => ({
    name: 'projects/123456789012/subscribers/my-app',
    endpointUri: host.url,
    subscriberConfigs: [{ dataTypes: ['steps', 'sleep'], subscriptionCreatePolicy: 'AUTOMATIC' }],
    endpointAuthorization: { secretSet: true },
    state: 'ACTIVE',
    createTime: '2026-10-01T12:00:00Z',
    updateTime: '2026-10-01T12:00:00Z',
  });

  it('creates one with a finished operation, and never shows the secret', async () => {
    const { status, json, text } = await create();
    const type = 'type.googleapis.com/google.devicesandservices.health.v4.Subscriber';
    expect([status, json]).toEqual([200, { done: true, response: { '@type': type, ...resource() } }]);
    expect(await list()).toEqual({ subscribers: [resource()], totalSize: 1 });
    expect(text).not.toContain('endpoint-secret');
  });

  it('answers with the subscriber itself when operations are off', async () => {
    harness.sandbox.switches.subscriberOperations = false;
    expect((await create()).json).toEqual(resource());
    expect((await send('DELETE', `${PROJECT}/subscribers/my-app`)).json).toEqual({});
  });

  it('generates an id if none is given', async () => {
    const { json } = await send('POST', `${PROJECT}/subscribers`, payload());
    expect((json.response as Json).name).toMatch(/\/subscribers\/[0-9a-f-]{36}$/);
  });

  it.each(['abc', 'Abcd', '1abc', 'abc-', 'a_bc', 'a'.repeat(37)])('refuses the id %s', async (id) => {
    const answer = await create(id);
    expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_SUBSCRIBER_NAME']);
  });

  it('refuses an id that is taken with 409, before anything is verified', async () => {
    await create();
    host.forget();
    const answer = await create();
    expect([answer.status, (answer.json.error as Json).status]).toEqual([409, 'ALREADY_EXISTS']);
    expect(host.verifications).toEqual([]);
  });

  describe('names the project by its number', () => {
    it.each([
      ['GET', '/v4/projects/sandbox-project/subscribers', 403, 'The caller does not have permission'],
      ['POST', '/v4/projects/sandbox-project/subscribers', 403, 'The caller does not have permission'],
      ['GET', '/v4/projects/999/subscribers', 403, 'The caller does not have permission'],
      ['PATCH', '/v4/projects/sandbox-project/subscribers/x', 400, 'Invalid project number in resource name'],
      ['DELETE', '/v4/projects/sandbox-project/subscribers/x', 400, 'Invalid project number in resource name'],
      ['DELETE', '/v4/projects/999/subscribers/x', 403, 'The caller does not have permission'],
    ])('%s %s', async (method, path, status, message) => {
      const answer = await send(method, path, method === 'GET' || method === 'DELETE' ? undefined : {});
      expect([answer.status, messageOf(answer)]).toEqual([status, message]);
    });
  });

  describe('verifies the endpoint with two requests', () => {
    it('one with the secret and one without', async () => {
      await create();
      expect(host.verifications.map(({ headers }) => headers.authorization)).toEqual([host.secret, undefined]);
      for (const { headers } of host.verifications) {
        expect(headers).toMatchObject({
          'content-type': 'application/json',
          'user-agent': 'Google-Health-API-Webhooks',
        });
        expect(headers['google-health-api-signature']).toBeUndefined();
      }
    });

    it.each([
      ['does not accept the secret', { accepted: 401, refused: 401 }],
      ['accepts requests without the secret', { accepted: 201, refused: 201 }],
      ['answers 200', { accepted: 200, refused: 401 }],
      ['answers 204', { accepted: 204, refused: 401 }],
      ['answers 404 without the secret', { accepted: 201, refused: 404 }],
    ])('and saves nothing when it %s', async (_, verification) => {
      host.verification = verification;
      const { status, json } = await create();
      expect([status, (json.error as Json).status]).toEqual([400, 'FAILED_PRECONDITION']);
      expect(await list()).toEqual({});
    });

    it('accepts 403 as a refusal, and 200 when verificationTakes200 is on', async () => {
      harness.sandbox.switches.verificationTakes200 = true;
      host.verification = { accepted: 200, refused: 403 };
      expect((await create()).status).toBe(200);
    });

    it('signed when signedVerification is on', async () => {
      harness.sandbox.switches.signedVerification = true;
      await create();
      expect(itemAt(host.verifications).headers['google-health-api-signature']).toBeDefined();
    });

    it('an endpoint that cannot be reached', async () => {
      expect((await create('my-app', { endpointUri: 'http://127.0.0.1:9/' })).status).toBe(400);
    });
  });

  describe('refuses', () => {
    const config = (dataTypes?: unknown, subscriptionCreatePolicy: unknown = 'AUTOMATIC'): Json => ({
      subscriberConfigs: [{ dataTypes, subscriptionCreatePolicy }],
    });
    it.each<[string, Json, string]>([
      ['plain http elsewhere', { endpointUri: 'http://example.org/' }, 'endpoint_uri'],
      ['no endpoint', { endpointUri: undefined }, 'endpoint_uri'],
      ['no URI', { endpointUri: 'here' }, 'endpoint_uri'],
      ['no authorization', { endpointAuthorization: undefined }, 'endpoint_authorization.secret'],
      ['an empty secret', { endpointAuthorization: { secret: '' } }, 'endpoint_authorization.secret'],
      ['a secret with a line break', { endpointAuthorization: { secret: 'a\nb' } }, 'endpoint_authorization.secret'],
      ['an unknown policy', config(['steps'], 'LAZY'), 'subscriber_configs[0].subscription_create_policy'],
      ['no policy', config(['steps'], null), 'subscriber_configs[0].subscription_create_policy'],
      ['types that are not a list', config('steps'), 'subscriber_configs[0].data_types'],
      ['a type that is not text', config([7]), 'subscriber_configs[0].data_types[0]'],
      ['unknown members', { color: 'red' }, ''],
    ])('%s', async (_, changes, field) => {
      const answer = await create('my-app', changes);
      expect(answer.status).toBe(400);
      expect(violationsOf(answer).map((violation) => violation.field)).toEqual([field]);
    });

    it.each<[string, Json, string]>([
      ['no types', config(undefined), 'MISSING_DATA_TYPES'],
      ['no type', config([]), 'DATA_TYPES_CANNOT_BE_EMPTY'],
      ['an unknown type', config(['stairs']), 'INVALID_DATA_TYPE'],
      ['a type without notifications', config(['steps', 'total-calories']), 'INVALID_DATA_TYPE'],
      ['a type in snake case', config(['body_fat']), 'INVALID_DATA_TYPE_FORMAT'],
      ['a type in full', config(['users/1/dataTypes/steps']), 'INVALID_DATA_TYPE_FORMAT'],
    ])('%s', async (_, changes, reason) => {
      const answer = await create('my-app', changes);
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, reason]);
    });

    it('a type in two configurations', async () => {
      const twice = [
        { dataTypes: ['steps'], subscriptionCreatePolicy: 'MANUAL' },
        { dataTypes: ['steps'], subscriptionCreatePolicy: 'AUTOMATIC' },
      ];
      expect((await create('my-app', { subscriberConfigs: twice })).status).toBe(400);
    });
  });

  it('lists page by page, with the total', async () => {
    for (const id of ['app-1', 'app-2', 'app-3']) await create(id);
    const first = await list('?pageSize=2');
    expect([(first.subscribers as Json[]).length, first.totalSize]).toEqual([2, 3]);
    const rest = await list(`?pageSize=2&pageToken=${String(first.nextPageToken)}`);
    expect(rest.subscribers).toMatchObject([{ name: 'projects/123456789012/subscribers/app-3' }]);
    expect(rest.nextPageToken).toBeUndefined();
    for (const query of ['?pageSize=-1', '?pageToken=x']) {
      expect((await send('GET', `${PROJECT}/subscribers${query}`)).status).toBe(400);
    }
  });

  describe('patch', () => {
    const patch = (mask: string | undefined, body: Json): Promise<Answer> =>
      send('PATCH', `${PROJECT}/subscribers/my-app${mask === undefined ? '' : `?updateMask=${mask}`}`, body);
    beforeEach(async () => {
      await create();
      host.forget();
    });

    it('changes the endpoint when it can be verified with the secret that it has', async () => {
      harness.clock.advance(60_000);
      const { json } = await patch('endpointUri', { endpointUri: `${host.url}?x=1` });
      expect(json.response).toMatchObject({ endpointUri: `${host.url}?x=1`, updateTime: '2026-10-01T12:01:00Z' });
      expect(itemAt(host.verifications).headers.authorization).toBe(host.secret);
    });

    it('changes the secret only if the endpoint already accepts it', async () => {
      const body = { endpointAuthorization: { secret: 'Bearer new' } };
      expect((await patch('endpoint_authorization', body)).status).toBe(400);
      host.secret = 'Bearer new';
      const { status } = await patch('endpoint_authorization', body);
      host.secret = 'Bearer endpoint-secret';
      expect(status).toBe(200);
      expect(host.verifications.map(({ headers }) => headers.authorization)).toEqual([
        'Bearer new',
        'Bearer new',
        undefined,
      ]);
    });

    it('keeps what the mask does not name', async () => {
      await patch('endpointUri', { endpointUri: `${host.url}?x=1`, endpointAuthorization: { secret: 'other' } });
      expect(itemAt(host.verifications).headers.authorization).toBe(host.secret);
    });

    it('refuses subscriberConfigs as measured, and accepts them when patchableSubscriberConfigs is on', async () => {
      const body = { subscriberConfigs: [{ dataTypes: ['weight'], subscriptionCreatePolicy: 'MANUAL' }] };
      expect((await patch('subscriberConfigs', body)).status).toBe(400);
      harness.sandbox.switches.patchableSubscriberConfigs = true;
      expect((await patch('subscriberConfigs', body)).json.response).toMatchObject(body);
      expect(host.verifications).toEqual([]);
    });

    it('refuses a mask of other members, and an unknown subscriber', async () => {
      const answer = await patch('state', { state: 'INACTIVE' });
      expect([answer.status, errorInfoOf(answer).reason]).toEqual([400, 'INVALID_FIELD_MASK_DATA']);
      expect((await send('PATCH', `${PROJECT}/subscribers/nobody`, {})).status).toBe(404);
    });
  });

  it('deletes one, once', async () => {
    await create();
    const { json } = await send('DELETE', `${PROJECT}/subscribers/my-app`);
    expect(json).toEqual({ done: true, response: { '@type': 'type.googleapis.com/google.protobuf.Empty' } });
    const again = await send('DELETE', `${PROJECT}/subscribers/my-app`);
    expect([again.status, errorInfoOf(again).reason]).toEqual([404, 'RESOURCE_NOT_FOUND']);
  });

  it('has no get, unless readableSubscriber is on', async () => {
    await create();
    const path = `${PROJECT}/subscribers/my-app`;
    const missing = await send('GET', path);
    expect([missing.status, missing.headers.get('content-type')]).toEqual([404, 'text/html; charset=UTF-8']);
    harness.sandbox.switches.readableSubscriber = true;
    expect((await send('GET', path)).json).toEqual(resource());
  });

  it('is counted among the requests without a person', async () => {
    await create();
    const requests = harness.sandbox.requests.list();
    expect(requests).toContainEqual({
      method: 'POST',
      path: `${PROJECT}/subscribers`,
      person: null,
      status: 200,
      count: 1,
    });
  });
});
