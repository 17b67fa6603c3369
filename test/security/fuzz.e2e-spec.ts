import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import fc from 'fast-check';
import http from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { FitbitService } from 'nestjs-fitbit';
import { connectUser } from '../support/connect';
import { type HostApp, type HostServices, startHostApp, startServices } from '../support/host-app';

/** `FUZZ_RUNS=100000 npm test -- security/fuzz` runs the long one. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 2_000);
const AT_ONCE = 20;
const ANSWER_WITHIN_MS = 10_000;
/** What a process may keep of 100,000 requests: caches that are filled once. */
const GROWTH_BYTES = 32 * 1024 * 1024;

jest.setTimeout(60_000 + RUNS * 20);

/** Half a surrogate pair cannot be encoded. */
const encode = (part: string) => encodeURIComponent(Buffer.from(part).toString());

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ maxLength: 60 }),
  fc.constantFrom(
    '//evil',
    '/\\evil',
    '%',
    '%00',
    '%ff',
    '__proto__',
    'constructor',
    '../..',
    '2026-02-30',
    '9999-99-99',
    '1d',
    'max',
    '-1',
    '1e999',
    '[]',
    '{}',
    'null',
    'access_denied',
    'a'.repeat(3_000),
  ),
);
const name = fc.oneof(
  fc.constantFrom(
    'next',
    'code',
    'state',
    'error',
    'iss',
    'reason',
    'period',
    'base_date',
    'end_date',
    'verify',
    'updates',
  ),
  text,
);
const path = fc.oneof(
  fc.constantFrom(
    'login',
    'complete',
    'error',
    'logout',
    'get_steps',
    'update',
    'webhook',
    'get_data',
    'get_data/activities/steps',
    'get_data/activities/tracker/steps',
    'get_data/body/weight',
    'get_data/foods/log/water',
  ),
  text.map((part) => `get_data/${encode(part)}`),
  fc.tuple(text, text).map((parts) => `get_data/${parts.map((part) => encode(part)).join('/')}`),
  text.map((part) => encode(part)),
);
/** Some as a browser encodes them, some as only a program sends them. */
const query = fc.array(fc.tuple(name, text), { maxLength: 4 }).chain((pairs) => {
  const encoded = pairs.map((pair) => pair.map((part) => encode(part)).join('=')).join('&');
  return fc.constantFrom(encoded, encoded.replaceAll('%25', '%'), encoded.replaceAll('=', '[]='));
});
const body = fc.oneof(
  fc.json({ maxDepth: 3 }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    '',
    '[',
    '[{}]',
    '{"type":"verification"}',
    '[{"collectionType":"activities","date":"2026-01-01"}]',
    '"'.repeat(200),
  ),
);
const request = fc.record({
  method: fc.constantFrom(
    ...Array<string>(8).fill('GET'),
    'POST',
    'POST',
    'POST',
    'PUT',
    'DELETE',
    'PATCH',
    'OPTIONS',
    'HEAD',
  ),
  path,
  query,
  user: fc.constantFrom('', 'ann', 'bob', '!ann'),
  type: fc.constantFrom(
    'application/json',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'multipart/form-data',
    'text/plain',
    'x',
  ),
  cookie: fc.constantFrom('', 'fitbit_authorization=x', 'fitbit_authorization=%', ';;;=', 'a=b; fitbit_authorization='),
  body,
});
type Fuzzed = typeof request extends fc.Arbitrary<infer T> ? T : never;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function heapAfterCollection(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

describe(`${RUNS} random requests`, () => {
  let sandbox: Sandbox;
  let services: HostServices;
  let host: HostApp;
  const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 1, seed: 7, years: 1, quota: false });
    services = await startServices();
    host = await startHostApp({
      services,
      upstreamBaseUrl: sandbox.url,
      shape: { workers: false },
      options: { subscribe: true, subscriberId: '1', verificationCode: 'v', historicalInitDelay: 3600 },
    });
    await connectUser(host, 'ann', { person: 'p1' });
  });
  afterAll(async () => {
    agent.destroy();
    await host.close();
    await services.close();
    await sandbox.close();
  });

  function send(fuzzed: Fuzzed, by = agent): Promise<number> {
    const { method, path, query, user, type, cookie, body } = fuzzed;
    const hasBody = method !== 'GET' && method !== 'HEAD';
    return new Promise((resolve, reject) => {
      const asks = http.request(`${host.url}`, {
        agent: by,
        method,
        path: `/fitbit/${path}?${query}`.replaceAll(/[^\x21-\x7e]/g, (letter) => encodeURIComponent(letter)),
        headers: {
          'x-user': user,
          'content-type': type,
          cookie,
          ...(hasBody ? { 'content-length': Buffer.byteLength(body) } : {}),
        },
        timeout: ANSWER_WITHIN_MS,
      });
      asks.once('timeout', () => asks.destroy(new Error('no answer')));
      // Fast-check and the application share this thread: a kept connection may have ended while requests were made up.
      asks.once('error', (error: NodeJS.ErrnoException) => {
        const ended = asks.reusedSocket && error.code === 'ECONNRESET' && by === agent;
        if (ended) resolve(send(fuzzed, new http.Agent()));
        else reject(error);
      });
      asks.once('response', (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      });
      asks.end(hasBody ? body : undefined);
    });
  }

  it('on every route: no 5xx, no crash, no hang, no memory growth', async () => {
    const seed = Number(process.env.FUZZ_SEED ?? 20_261_122);
    const statuses: Record<number, number> = {};
    const half = Math.floor(RUNS / 2);
    let heapBefore = 0;
    for (let done = 0; done < RUNS;) {
      const count = Math.min(AT_ONCE * 10, RUNS - done);
      const batch = fc.sample(request, { seed: seed + done, numRuns: count }).values();
      const lane = async () => {
        for (const fuzzed of batch) {
          const status = await send(fuzzed).catch((error: Error) => {
            throw new Error(`${JSON.stringify(fuzzed)}: ${error.message}`);
          });
          if (status >= 500 || status === 0) throw new Error(`${status} for ${JSON.stringify(fuzzed)}`);
          statuses[status] = (statuses[status] ?? 0) + 1;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, lane));
      done += count;
      if (heapBefore === 0 && done >= half) heapBefore = heapAfterCollection();
    }
    const grown = heapAfterCollection() - heapBefore;
    if (process.env.FUZZ_RUNS)
      console.log(JSON.stringify({ runs: RUNS, seed, statuses, grownMb: grown / 1024 / 1024 }));
    expect(grown).toBeLessThan(GROWTH_BYTES);
    expect(Object.values(statuses).reduce((sum, count) => sum + count, 0)).toBe(RUNS);
    await connectUser(host, 'ann', { person: 'p1' });
    expect(await host.app.get(FitbitService).isIntegrated({ id: 'ann' })).toBe(true);
  });
});
