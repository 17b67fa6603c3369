import { once } from 'node:events';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { MockAgent } from 'undici';
import { ScriptedServer } from '../../../../../test/support/scripted-server';
import { HttpClient } from './http-client';

const KB = 1024;

describe('HttpClient', () => {
  let server: ScriptedServer;
  const client = new HttpClient({ timeoutMs: 5_000, maxBytes: 64 * KB });
  const get = (path = '/', headers = {}) => client.send({ method: 'GET', url: `${server.url}${path}`, headers });

  beforeAll(async () => {
    server = await ScriptedServer.start();
  });
  afterEach(() => server.reset());
  afterAll(() => server.close());

  it('returns status, headers and text for any status', async () => {
    server.next({ status: 418, headers: { 'x-kind': 'teapot' }, body: 'Ünïcode' });
    const answer = await get();
    expect(answer).toMatchObject({ status: 418, body: 'Ünïcode' });
    expect(answer.headers.get('x-kind')).toBe('teapot');
  });

  it('sends method, headers and body', async () => {
    server.next({ body: 'ok' });
    await client.send({ method: 'POST', url: `${server.url}/a?b=c`, headers: { 'x-a': '1' }, body: '{"a":1}' });
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: '{"a":1}' });
    expect(server.seen[0]?.url.search).toBe('?b=c');
    expect(server.seen[0]?.headers['x-a']).toBe('1');
  });

  it('reuses its connection', async () => {
    server.always({ body: 'ok' });
    for (let i = 0; i < 20; i++) await get();
    expect(new Set(server.seen.map(({ socket }) => socket)).size).toBeLessThan(4);
  });

  it('follows no redirect', async () => {
    server.next({ status: 302, headers: { location: '/elsewhere' } });
    expect((await get()).status).toBe(302);
    expect(server.seen).toHaveLength(1);
  });

  it('decompresses an answer', async () => {
    server.next((_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"compressed":true}'));
      return 'handled';
    });
    expect((await get()).body).toBe('{"compressed":true}');
  });

  it.each([
    ['says so', (body: string) => ({ headers: { 'content-length': String(body.length) } })],
    ['does not say so', () => ({ headers: { 'transfer-encoding': 'chunked' } })],
  ])('refuses an answer over the limit that %s', async (_, headersFor) => {
    const body = 'x'.repeat(65 * KB);
    server.next({ ...headersFor(body), body });
    await expect(get()).rejects.toMatchObject({
      code: 'FITBIT_MALFORMED_ANSWER',
      reason: 'body: larger than 65536 bytes',
    });
  });

  it('refuses a small answer that unpacks to a large one', async () => {
    server.next((_, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('x'.repeat(1024 * KB)));
      return 'handled';
    });
    await expect(get()).rejects.toMatchObject({ code: 'FITBIT_MALFORMED_ANSWER' });
  });

  it('gives up on a server that does not answer', async () => {
    server.next(() => 'handled');
    const hasty = new HttpClient({ timeoutMs: 30 });
    const sent = hasty.send({ method: 'GET', url: server.url, headers: {} });
    await expect(sent).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE', reason: 'no answer within 30 ms' });
  });

  it('gives up on a server that stops in the middle', async () => {
    server.next((_, response) => {
      response.setHeader('content-length', '1000').write('{"half":');
      return 'handled';
    });
    const hasty = new HttpClient({ timeoutMs: 30 });
    const sent = hasty.send({ method: 'GET', url: server.url, headers: {} });
    await expect(sent).rejects.toMatchObject({ reason: 'no answer within 30 ms' });
  });

  it('refuses a truncated answer', async () => {
    server.next(({ socket }, response) => {
      response.setHeader('content-length', '1000').write('{"half":', () => socket.destroy());
      return 'handled';
    });
    await expect(get()).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
  });

  it('names the reason when the connection is refused', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as { port: number };
    closed.close();
    await once(closed, 'close');
    const sent = client.send({ method: 'GET', url: `http://127.0.0.1:${port}`, headers: {} });
    await expect(sent).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE', reason: 'ECONNREFUSED' });
  });

  it('never quotes a header in an error, even one that cannot be sent', async () => {
    const error: unknown = await get('/', { authorization: 'Bearer se\ncret' }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE' });
    expect(inspect(error, { depth: 10 })).not.toMatch(/cret/);
  });

  it('sends through the given dispatcher', async () => {
    const elsewhere = new MockAgent();
    elsewhere.disableNetConnect();
    elsewhere.get(server.url).intercept({ path: '/' }).reply(200, 'from elsewhere');
    const given = new HttpClient({ dispatcher: elsewhere });
    expect((await given.send({ method: 'GET', url: server.url, headers: {} })).body).toBe('from elsewhere');
    expect(server.seen).toEqual([]);
    await elsewhere.close();
  });
});
