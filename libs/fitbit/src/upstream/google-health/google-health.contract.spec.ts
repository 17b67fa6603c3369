import { startSandbox, type Switches, type Sandbox } from 'nestjs-fitbit-sandbox';
import { RESOURCE_NAMES } from '../../model/catalogue';
import { addDays } from '../../model/civil-date';
import { contains } from '../../model/date-range';
import { ENDPOINTS } from './endpoints';
import { GoogleHealthUpstream } from './google-health.upstream';
import { googleHealthUrlsBelow } from './google-health.urls';
import { keysetOf, TinkSigner } from '../../../spec-support/tink-signer';
import { Bench, CountingSession, WEBHOOK_SECRET, type Adapter } from '../../../spec-support/upstream-bench';
import { describeUpstreamContract } from '../../../spec-support/upstream-contract';

const googleHealth: Adapter = {
  dataPath: '/v4/users/me/dataTypes/',
  tokenPath: '/token',
  collections: ENDPOINTS.all.flatMap(({ dataType, triggers }) => triggers ?? [dataType]),
  notify: async (bench, date) => {
    const signer = new TinkSigner(1);
    await bench.fault('/webhooks_public_keyset.json', { status: 200, body: keysetOf(signer) });
    const healthUserId = bench.sandbox.world.find('p1')?.healthUserId;
    const civilIso8601TimeInterval = { startTime: `${date}T09:51:49`, endTime: `${date}T09:54:27` };
    const intervals = [{ civilIso8601TimeInterval }];
    const data = { version: '1', healthUserId, operation: 'UPSERT', dataType: 'steps', intervals };
    const body = Buffer.from(JSON.stringify([{ data }]));
    const headers = {
      'content-type': 'application/json',
      authorization: WEBHOOK_SECRET,
      'google-health-api-signature': signer.sign(body),
    };
    return { headers, body };
  },
  create: ({ baseUrl, ...settings }) => new GoogleHealthUpstream({ ...settings, urls: googleHealthUrlsBelow(baseUrl) }),
};

describeUpstreamContract({ 'google-health': googleHealth });

describe('google-health, with each observed behaviour of the service', () => {
  let sandbox: Sandbox;
  let bench: Bench;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: 1, seed: 11, years: 1, quota: false });
  });
  beforeEach(() => {
    sandbox.reset();
    bench = new Bench(googleHealth, sandbox); // an adapter learns
  });
  afterAll(() => sandbox.close());

  /** A hundred days of everything, a long window and a short one, and the truth about them. */
  async function fetchEverything(switches: Partial<Switches>) {
    Object.assign(sandbox.switches, switches);
    const { accessToken } = await bench.connect('p1');
    const session = new CountingSession(accessToken);
    const to = bench.today('p1');
    const days = { from: addDays(to, -99), to };
    const points = await bench.fetchAll(session, RESOURCE_NAMES, days);
    const truth = bench.truth('p1').filter(({ date }) => contains(days, date));
    return { points, truth, requests: session.admitted.length };
  }

  it.each<[string, Partial<Switches>]>([
    ['as documented', {}],
    ['with 14 days for every roll-up', { dailyRollUpCapDays: 14 }],
    ['with roll-ups that page', { dailyRollUpPages: true }],
    ['with an empty first page', { emptyFirstPage: true }],
    ['without the duplicated summary of stages', { duplicatedStagesSummary: false }],
  ])('returns the same data %s', async (_, switches) => {
    const { points, truth } = await fetchEverything(switches);
    expect(truth.length).toBeGreaterThan(1_000);
    expect(points).toEqual(truth);
  });

  it('spends one extra request per endpoint to learn of a smaller cap, and none later', async () => {
    const first = await fetchEverything({ dailyRollUpCapDays: 14 });
    const second = await fetchEverything({ dailyRollUpCapDays: 14 });
    const rollupsOf90Days = 14;
    expect(first.requests - second.requests).toBe(rollupsOf90Days);
  });

  it('returns explicit zeros as zeros, and everything else', async () => {
    const { points, truth } = await fetchEverything({ explicitZeros: true });
    expect(points.length).toBeGreaterThan(truth.length);
    expect(points.filter(({ value }) => value !== '0')).toEqual(truth.filter(({ value }) => value !== '0'));
  });

  it('returns everything but awakenings while sleep is being processed', async () => {
    const { points, truth } = await fetchEverything({ sleepProcessingMs: 1e15 });
    expect(points).toEqual(truth.filter(({ resource }) => resource !== 'sleep/awakeningsCount'));
  });

  it('returns a refresh token that replaces the old one', async () => {
    sandbox.switches.rotateRefreshTokens = true;
    const first = await bench.connect('p1');
    const second = await bench.upstream.oauth.refresh(first);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect((await bench.upstream.oauth.refresh(second)).accessToken).toBeDefined();
    await expect(bench.upstream.oauth.refresh(first)).rejects.toMatchObject({
      code: 'FITBIT_REAUTHORIZATION_REQUIRED',
    });
  });

  it('returns the expiry of a grant of a project in testing', async () => {
    sandbox.switches.testingRefreshTokens = true;
    const grant = await bench.connect('p1');
    const week = 7 * 86_400_000;
    const left = (grant.refreshTokenExpiresAt?.getTime() ?? 0) - sandbox.clock.now().getTime();
    expect(Math.abs(left - week)).toBeLessThan(60_000);
    expect((await bench.upstream.oauth.refresh(grant)).refreshTokenExpiresAt).toBeDefined();
  });
});
