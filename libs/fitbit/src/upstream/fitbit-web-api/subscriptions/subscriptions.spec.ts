import { ScriptedServer } from '../../../../../../test/support/scripted-server';
import { SystemClock } from '../../../model/clock';
import { FitbitWebApiUpstream } from '../fitbit-web-api.upstream';
import { fitbitWebApiUrlsBelow } from '../fitbit-web-api.urls';

const listed = (collectionType: string, subscriptionId = '323', subscriberId = '1') => ({
  collectionType,
  ownerId: '227YZL',
  ownerType: 'user',
  subscriberId,
  subscriptionId,
});
const errors = (errorType: string) => ({ errors: [{ errorType, message: '' }] });

describe('subscriptions', () => {
  let server: ScriptedServer;
  let admitted: string[];
  const session = {
    accessToken: 'access',
    admit: (kind: string) => {
      admitted.push(kind);
      return Promise.resolve();
    },
  };
  const upstream = (subscriberId?: string) =>
    new FitbitWebApiUpstream({
      clientId: 'client',
      clientSecret: 'secret',
      urls: fitbitWebApiUrlsBelow(server.url),
      subscriberId,
      clock: new SystemClock(),
    });

  const user = { session, upstreamUserId: 'GGNJL9' };

  beforeAll(async () => {
    server = await ScriptedServer.start();
  });
  beforeEach(() => {
    server.reset();
    admitted = [];
  });
  afterAll(() => server.close());

  it.each([
    [undefined, '/1/user/-/apiSubscriptions/323.json'],
    ['activities', '/1/user/-/activities/apiSubscriptions/323.json'],
  ] as const)('are created for the collection %s with an empty POST', async (collection, path) => {
    server.next({ status: 201, body: listed(collection ?? 'user') });
    const wanted = { id: '323', collection };
    expect(await upstream('7').subscribe(user, wanted)).toEqual(wanted);
    const [seen] = server.seen;
    expect([seen?.method, seen?.url.pathname, seen?.body]).toEqual(['POST', path, '']);
    expect(seen?.headers).toMatchObject({ 'content-length': '0', 'x-fitbit-subscriber-id': '7' });
    expect(admitted).toEqual(['first']);
  });

  it('go to the default subscriber when none is named', async () => {
    server.next({ status: 200, body: listed('sleep') });
    await upstream().subscribe(user, { id: '323', collection: 'sleep' });
    expect(server.seen[0]?.headers).not.toHaveProperty('x-fitbit-subscriber-id');
  });

  it('are returned when one exists under another id (409)', async () => {
    server.next({ status: 409, body: listed('body', '9') }, { body: { apiSubscriptions: [listed('body', '9')] } });
    expect(await upstream().subscribe(user, { id: '323', collection: 'body' })).toEqual({
      id: '9',
      collection: 'body',
    });
    expect(server.seen[1]?.url.pathname).toBe('/1/user/-/body/apiSubscriptions.json');
    expect(admitted).toEqual(['first', 'continuation']);
  });

  it('cannot take an id that is in use elsewhere (409)', async () => {
    server.next({ status: 409, body: errors('validation') }, { body: { apiSubscriptions: [listed('sleep', '9')] } });
    await expect(upstream().subscribe(user, { id: '323' })).rejects.toMatchObject({
      code: 'FITBIT_REQUEST_REFUSED',
    });
  });

  it.each([
    [403, 'insufficient_scope', 'FITBIT_SCOPE_MISSING'],
    [401, 'expired_token', 'FITBIT_ACCESS_TOKEN_REJECTED'],
    [400, 'validation', 'FITBIT_REQUEST_REFUSED'],
    [500, 'system', 'FITBIT_UPSTREAM_UNAVAILABLE'],
  ])('name the failure %i %s', async (status, type, code) => {
    server.always({ status, body: errors(type) });
    await expect(upstream().subscribe(user, { id: '1' })).rejects.toMatchObject({ code });
    await expect(upstream().subscriptions(user)).rejects.toMatchObject({ code });
    await expect(upstream().unsubscribe(user, { id: '1' })).rejects.toMatchObject({ code });
  });

  it('are listed without those of other subscribers', async () => {
    const apiSubscriptions = [
      listed('user', 'all'),
      listed('foods', 'f'),
      listed('userRevokedAccess', 'r'),
      listed('notInvented', 'n'),
      listed('sleep', 'theirs', '2'),
    ];
    server.always({ body: { apiSubscriptions } });
    expect(await upstream('1').subscriptions(user)).toEqual([
      { id: 'all' },
      { id: 'f', collection: 'foods' },
      { id: 'r', collection: 'userRevokedAccess' },
    ]);
    expect(await upstream().subscriptions(user)).toHaveLength(4);
    server.always({ body: { apiSubscriptions: [] } });
    expect(await upstream().subscriptions(user)).toEqual([]);
    server.always({ body: {} });
    await expect(upstream().subscriptions(user)).rejects.toMatchObject({ code: 'FITBIT_MALFORMED_ANSWER' });
  });

  it('are ended, even when they no longer exist', async () => {
    server.next({ status: 204 }, { status: 404, body: errors('not_found') });
    await upstream('7').unsubscribe(user, { id: 'a b/c', collection: 'foods' });
    await upstream('7').unsubscribe(user, { id: '323' });
    expect(server.seen.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      'DELETE /1/user/-/foods/apiSubscriptions/a%20b%2Fc.json',
      'DELETE /1/user/-/apiSubscriptions/323.json',
    ]);
  });
});
