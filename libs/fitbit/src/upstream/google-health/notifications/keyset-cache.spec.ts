import { ManualClock } from '../../../../../../test/support/clocks';
import { TinkSigner, keysetOf } from '../../../../spec-support/tink-signer';
import { UpstreamUnavailableError } from '../../../errors/fitbit.errors';
import { KeysetCache } from './keyset-cache';
import { parseKeyset } from './tink-keyset';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe('KeysetCache', () => {
  const [first, second] = [new TinkSigner(1), new TinkSigner(2)];
  let clock: ManualClock;
  let requests: number;
  let published: TinkSigner[] | 'down';
  let cache: KeysetCache;

  beforeEach(() => {
    clock = new ManualClock(new Date('2026-09-22T12:00:00Z'));
    requests = 0;
    published = [first];
    const load = () => {
      requests += 1;
      if (published === 'down') return Promise.reject(new UpstreamUnavailableError('HTTP 503'));
      return Promise.resolve(parseKeyset(JSON.stringify(keysetOf(...published))));
    };
    cache = new KeysetCache(load, clock);
  });

  it('loads the keys once for many signatures', async () => {
    const found = await Promise.all(Array.from({ length: 50 }, () => cache.find(1)));
    expect(found.every((key) => key !== undefined)).toBe(true);
    expect(await cache.find(1)).toBeDefined();
    expect(requests).toBe(1);
  });

  it('loads them again after six hours', async () => {
    await cache.find(1);
    clock.advance(6 * HOUR_MS - 1);
    await cache.find(1);
    expect(requests).toBe(1);
    clock.advance(1);
    published = [second];
    expect(await cache.find(1)).toBeUndefined();
    expect(requests).toBe(2);
  });

  it('loads them at once for an unknown key, but only once a minute', async () => {
    await cache.find(1);
    clock.advance(MINUTE_MS);
    published = [first, second];
    expect(await Promise.all([cache.find(2), cache.find(2)])).not.toContain(undefined);
    expect(requests).toBe(2);
    for (let unknown = 3; unknown < 50; unknown++) expect(await cache.find(unknown)).toBeUndefined();
    expect(requests).toBe(2);
    clock.advance(MINUTE_MS);
    expect(await cache.find(3)).toBeUndefined();
    expect(requests).toBe(3);
  });

  it('keeps the old keys for seven days while there are no new ones, and retries once a minute', async () => {
    await cache.find(1);
    published = 'down';
    clock.advance(7 * DAY_MS - MINUTE_MS);
    expect(await cache.find(1)).toBeDefined();
    expect(await cache.find(1)).toBeDefined();
    expect(requests).toBe(2);
    clock.advance(MINUTE_MS);
    await expect(cache.find(1)).rejects.toBeInstanceOf(UpstreamUnavailableError);
    expect(requests).toBe(3);
    published = [first];
    clock.advance(MINUTE_MS);
    expect(await cache.find(1)).toBeDefined();
  });

  it('throws for an unknown key while no new keys can be loaded', async () => {
    await cache.find(1);
    published = 'down';
    clock.advance(MINUTE_MS);
    await expect(cache.find(2)).rejects.toBeInstanceOf(UpstreamUnavailableError);
    await expect(cache.find(2)).rejects.toBeInstanceOf(UpstreamUnavailableError);
    expect(await cache.find(1)).toBeDefined();
    expect(requests).toBe(2);
  });

  it('throws before it has keys, and retries soon', async () => {
    published = 'down';
    const both = await Promise.allSettled([cache.find(1), cache.find(1)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(cache.find(1)).rejects.toBeInstanceOf(UpstreamUnavailableError);
    expect(requests).toBe(1);
    published = [first];
    clock.advance(5_000);
    expect(await cache.find(1)).toBeDefined();
  });

  it('loads them again when the clock was set back', async () => {
    await cache.find(1);
    clock.advance(-DAY_MS);
    published = [second];
    expect(await cache.find(2)).toBeDefined();
  });
});
