import { personWith, worldOf } from '../../spec-support/hand-made';
import { refresh } from '../../spec-support/browser';
import { errorInfoOf, Harness, type Json, pointsOf } from '../../spec-support/harness';
import { itemAt } from '../../spec-support/items';

describe('faults', () => {
  let harness: Harness;
  let anna: string;
  let ben: string;
  beforeAll(async () => {
    harness = await Harness.start({ world: worldOf(personWith([], 'anna', '1'), personWith([], 'ben', '2')) });
  });
  beforeEach(async () => {
    harness.sandbox.reset();
    [anna, ben] = [await harness.token('anna'), await harness.token('ben')];
  });
  afterAll(() => harness.close());

  const script = async (...faults: Json[]): Promise<void> => {
    expect((await harness.control('POST', 'faults', faults)).status).toBe(200);
  };
  const identity = (token = anna): Promise<number> =>
    harness.get('/v4/users/me/identity', token).then(({ status }) => status);

  it('answer with a status, a body (JSON or text) and headers, as many times as given', async () => {
    await script(
      { status: 503, body: { error: { code: 503 } }, headers: { 'retry-after': '7' }, times: 1 },
      { status: 502, body: '<html>', times: 2 },
    );
    const first = await harness.get('/v4/users/me/identity', anna);
    expect([first.status, first.json, first.headers.get('retry-after')]).toEqual([503, { error: { code: 503 } }, '7']);
    const second = await harness.get('/v4/users/me/identity', anna);
    expect([second.status, second.text]).toEqual([502, '<html>']);
    expect([await identity(), await identity()]).toEqual([502, 200]);
  });

  it('last until they are deleted if no times are given, and are listed', async () => {
    await script({ status: 500 }, { status: 400, times: 2, match: { path: 'x' } });
    expect([await identity(), await identity()]).toEqual([500, 500]);
    expect((await harness.control('GET', 'faults')).json).toMatchObject([{ status: 500 }, { status: 400, times: 2 }]);
    expect((await harness.control('DELETE', 'faults')).json).toEqual([]);
    expect(await identity()).toBe(200);
  });

  it.each([
    [400, 'INVALID_ARGUMENT', undefined],
    [401, 'UNAUTHENTICATED', undefined],
    [403, 'PERMISSION_DENIED', 'RESOURCE_PERMISSION_DENIED'],
    [404, 'NOT_FOUND', 'RESOURCE_NOT_FOUND'],
    [429, 'RESOURCE_EXHAUSTED', 'RATE_LIMIT_EXCEEDED'],
    [500, 'INTERNAL', undefined],
    [503, 'UNAVAILABLE', undefined],
    [504, 'UNKNOWN', undefined],
  ])("use the service's own body for %d if none is given", async (status, name, reason) => {
    await script({ status });
    const answer = await harness.get('/v4/users/me/identity', anna);
    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatchObject({ code: status, status: name });
    if (reason) expect(errorInfoOf(answer).reason).toBe(reason);
  });

  it.each([
    ['ACCOUNT_NOT_LINKED', 400, 'FAILED_PRECONDITION'],
    ['RESOURCE_PERMISSION_DENIED', 403, 'PERMISSION_DENIED'],
    ['DATA_ACCESS_DENIED', 403, 'PERMISSION_DENIED'],
    ['SERVICE_DISABLED', 403, 'PERMISSION_DENIED'],
    ['RATE_LIMIT_EXCEEDED', 429, 'RESOURCE_EXHAUSTED'],
    ['INTERNAL_ERROR', 500, 'INTERNAL'],
  ])('refuse a whole account for the reason %s', async (reason, code, status) => {
    await script({ match: { person: 'anna' }, reason });
    const answer = await harness.get(pointsOf('steps'), anna);
    expect(answer.json.error).toMatchObject({ code, status });
    expect([answer.status, errorInfoOf(answer).reason]).toEqual([code, reason]);
    expect((await harness.get(pointsOf('steps'), ben)).status).toBe(200);
  });

  it('refuse a legacy account without details', async () => {
    await script({ reason: 'LEGACY_ACCOUNT' });
    const { json } = await harness.get(pointsOf('steps'), anna);
    expect(json.error).toEqual({
      code: 403,
      message: 'The caller does not have permission',
      status: 'PERMISSION_DENIED',
    });
  });

  it('answer with OAuth errors at the token endpoint', async () => {
    const { json } = await harness.control('POST', 'people/anna/token');
    await script(
      { match: { path: '/token' }, status: 500, times: 1 },
      { match: { path: '/token' }, status: 400, times: 1 },
    );
    expect((await refresh(harness, String(json.refresh_token))).json.error).toBe('internal_failure');
    expect((await refresh(harness, String(json.refresh_token))).json.error).toBe('invalid_grant');
    expect((await refresh(harness, String(json.refresh_token))).status).toBe(200);
  });

  it('match a part of the path, where * stands for any text, but not the query', async () => {
    await script({ match: { path: 'dataTypes/*/dataPoints:daily' }, status: 500 });
    const body = { range: {} };
    expect((await harness.post(pointsOf('steps', ':dailyRollUp'), anna, body)).status).toBe(500);
    expect((await harness.post(pointsOf('steps', ':rollUp'), anna, body)).status).toBe(400);
    expect((await harness.get(pointsOf('steps', '?x=dataTypes/a/dataPoints:daily'), anna)).status).toBe(400);
    await harness.control('DELETE', 'faults');
    await script({ match: { path: 'me/identit.' }, status: 500 });
    expect(await identity()).toBe(200);
  });

  it('match a person by any id, at the token endpoint, too', async () => {
    await script({ match: { person: '2' }, status: 500 });
    expect([await identity(anna), await identity(ben), await identity('junk')]).toEqual([200, 500, 401]);
    const { json } = await harness.control('POST', 'people/ben/token');
    expect((await refresh(harness, String(json.refresh_token))).status).toBe(500);
  });

  it('affect unknown paths as well', async () => {
    await script({ match: { path: '/v4/nothing' }, status: 500 });
    expect((await harness.get('/v4/nothing', anna)).status).toBe(500);
  });

  it('never affect the controls', async () => {
    await script({ status: 500 });
    expect((await harness.control('GET', 'clock')).status).toBe(200);
  });

  it('only delay if nothing else is given', async () => {
    await script({ delayMs: 30, times: 1 });
    const before = performance.now();
    expect(await identity()).toBe(200);
    expect(performance.now() - before).toBeGreaterThanOrEqual(29);
  });

  it('end after the given time', async () => {
    await script({ status: 500, durationMs: 1 });
    while (((await harness.control('GET', 'faults')).json as unknown as Json[]).length > 0);
    expect(await identity()).toBe(200);
  });

  it('hold answers back until as many as given were made, although a request changed something meanwhile', async () => {
    const { json } = await harness.control('POST', 'people/anna/token');
    await script({ match: { path: '/v4/' }, together: 2, times: 2 });
    const answered: string[] = [];
    const first = identity().then((status) => answered.push(`first ${status}`));
    while (((await harness.control('GET', 'requests')).json as unknown as Json[]).length === 0);
    await harness.form('/revoke', { token: String(json.refresh_token) });
    expect(answered).toEqual([]);
    await Promise.all([first, identity(anna).then((status) => answered.push(`second ${status}`))]);
    expect(answered.sort()).toEqual(['first 200', 'second 401']);
  });

  it('close the connection before the request is handled', async () => {
    const { json } = await harness.control('POST', 'people/anna/token');
    harness.sandbox.switches.rotateRefreshTokens = true;
    await script({ match: { path: '/token' }, drop: true, times: 1 });
    await expect(refresh(harness, String(json.refresh_token))).rejects.toThrow();
    expect((await refresh(harness, String(json.refresh_token))).status).toBe(200);
  });

  it('close the connection after the request was handled, instead of answering', async () => {
    const { json } = await harness.control('POST', 'people/anna/token');
    harness.sandbox.switches.rotateRefreshTokens = true;
    await script({ match: { path: '/token' }, drop: 'answer', times: 1 });
    await expect(refresh(harness, String(json.refresh_token))).rejects.toThrow();
    expect((await refresh(harness, String(json.refresh_token))).json.error).toBe('invalid_grant');
  });

  it('are counted like any answer, a closed connection with status 0', async () => {
    await script({ drop: true, times: 1 }, { drop: 'answer', times: 1 }, { status: 418, times: 1 });
    await expect(identity()).rejects.toThrow();
    await expect(identity()).rejects.toThrow();
    await identity();
    const entry = { method: 'GET', path: '/v4/users/me/identity', person: 'anna' };
    expect((await harness.control('GET', 'requests')).json).toEqual([
      { ...entry, status: 0, count: 2 },
      { ...entry, status: 418, count: 1 },
    ]);
  });

  it('leave nothing open when the sandbox is closed during a delay', async () => {
    const short = await Harness.start({ world: worldOf(personWith([], 'anna', '1')) });
    const token = await short.token('anna');
    await short.control('POST', 'faults', [{ delayMs: 3_600_000 }]);
    const waiting = short.get('/v4/users/me/identity', token).catch(() => 'cut');
    while (itemAt((await short.control('GET', 'faults')).json as unknown as Json[]).times !== undefined);
    await short.close();
    expect(await waiting).toBe('cut');
  });
});
