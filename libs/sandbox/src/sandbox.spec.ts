import { ManualClock } from './sandbox-clock';
import { startSandbox } from './sandbox';
import { personWith, worldOf } from '../spec-support/hand-made';
import { Harness } from '../spec-support/harness';

describe('startSandbox', () => {
  it('listens on a free loopback port by default, and no longer once it is closed', async () => {
    const sandbox = await startSandbox({ people: 1, years: 1 });
    expect(sandbox.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await fetch(`${sandbox.url}/_sandbox/people`)).status).toBe(200);
    await sandbox.close();
    await expect(fetch(`${sandbox.url}/_sandbox/people`)).rejects.toThrow();
  });

  it('runs beside another one, each with its own people and tokens', async () => {
    const [one, other] = [await Harness.start({ seed: 1 }), await Harness.start({ seed: 2 })];
    const token = await one.token('p1');
    expect((await one.get('/v4/users/me/identity', token)).status).toBe(200);
    expect((await other.get('/v4/users/me/identity', token)).status).toBe(401);
    await Promise.all([one.close(), other.close()]);
  });

  it('generates the same people for the same seed', async () => {
    const options = { people: 3, seed: 5, years: 1, clock: new ManualClock(new Date('2026-10-01T12:00:00Z')) };
    const [one, other] = [await startSandbox(options), await startSandbox(options)];
    expect(one.world.people.map(({ healthUserId }) => healthUserId)).toEqual(
      other.world.people.map(({ healthUserId }) => healthUserId),
    );
    expect(one.world.truth('p1')).toEqual(other.world.truth('p1'));
    await Promise.all([one.close(), other.close()]);
  });

  it('starts its clock at now, and lets it run', async () => {
    const sandbox = await startSandbox({ people: 1, years: 1, now: new Date('2026-05-13T12:00:00Z') });
    expect(sandbox.clock.now().toISOString()).toMatch(/^2026-05-13T12:00/);
    await sandbox.close();
  });

  it('starts with the given switches, and resets to them', async () => {
    const sandbox = await startSandbox({ world: worldOf(personWith([])), switches: { maxRefreshTokens: 3 } });
    sandbox.switches.maxRefreshTokens = 9;
    sandbox.reset();
    expect(sandbox.switches.maxRefreshTokens).toBe(3);
    await sandbox.close();
  });

  it('syncs every device regularly with syncEverySeconds, until it is closed', async () => {
    const synced: string[] = [];
    const failures: unknown[] = [];
    const anna = personWith([], 'anna', '1');
    const ben = personWith([], 'ben', '2');
    const sync = (id: string): [] => {
      synced.push(id);
      if (id === 'anna') throw new Error('broken');
      return [];
    };
    const world = { ...worldOf(anna, ben), sync };
    const sandbox = await startSandbox({ world, syncEverySeconds: 1, onError: (error) => failures.push(error) });
    while (synced.length < 2) await new Promise((resolve) => setImmediate(resolve));
    // A busy machine may be a turn late, and then has the next one with it.
    expect(synced.slice(0, 2)).toEqual(['anna', 'ben']);
    expect(failures).toHaveLength(synced.filter((id) => id === 'anna').length);
    await sandbox.close();
  });

  it.each([
    ['a sync every no seconds', { syncEverySeconds: 0 }, /syncEverySeconds must be a whole number/],
    ['a port beyond all ports', { port: 70_000 }, /port must be a whole number/],
    ['half a person', { people: 0.5 }, /people must be/],
    ['no years', { years: 0 }, /years must be/],
    ['a negative seed', { seed: -1 }, /seed must be/],
    ['two clocks', { now: new Date(), clock: new ManualClock(new Date()) }, /either now or clock/],
    ['an invalid date', { now: new Date('x') }, /instant/],
  ])('refuses %s', async (_, options, text) => {
    await expect(startSandbox(options)).rejects.toThrow(text);
  });

  it('reports a taken port, and leaves nothing open', async () => {
    const sandbox = await startSandbox({ people: 1, years: 1 });
    const port = Number(new URL(sandbox.url).port);
    await expect(startSandbox({ port, people: 1, years: 1 })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await sandbox.close();
  });

  it('reports its own failures, and answers 500 as the service does', async () => {
    const failures: unknown[] = [];
    const anna = { ...personWith([], 'anna', '1'), age: 0 };
    Object.defineProperty(anna, 'age', {
      get: () => {
        throw new Error('broken');
      },
    });
    const sandbox = await startSandbox({ world: worldOf(anna), onError: (error) => failures.push(error) });
    const grant = await fetch(`${sandbox.url}/_sandbox/people/anna/token`, { method: 'POST' });
    const { access_token: token } = (await grant.json()) as { access_token: string };
    const answer = await fetch(`${sandbox.url}/v4/users/me/profile`, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(500);
    expect(await answer.json()).toEqual({
      error: { code: 500, message: 'Internal error encountered.', status: 'INTERNAL' },
    });
    expect(failures).toHaveLength(1);
    await sandbox.close();
  });

  it('refuses a body that is too large with a page', async () => {
    const harness = await Harness.start({ people: 1 });
    const answer = await harness.send('POST', '/token', { body: 'x'.repeat(5 * 1024 * 1024) }).catch(() => undefined);
    expect(answer?.status ?? 413).toBe(413);
    await harness.close();
  });
});
