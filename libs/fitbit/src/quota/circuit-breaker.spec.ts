import { Logger } from '@nestjs/common';
import { CircuitOpenError } from './circuit-breaker';
import { BudgetBench } from '../../spec-support/budget-bench';

describe('the circuit breaker of an upstream', () => {
  const bench = new BudgetBench();
  const { clock } = bench;
  // Two processes.
  const [one, other] = [bench.circuit(), bench.circuit()];

  beforeAll(() => {
    Logger.overrideLogger(false);
    return bench.ready();
  });
  beforeEach(() => bench.forget());
  afterAll(() => bench.close());

  const ask = async (user: string, status: number | undefined, circuit = one) =>
    circuit.report(await circuit.pass(), user, status);
  const openMs = () => other.openForMs();
  async function fail(times = 5, users = ['a', 'b', 'c']): Promise<void> {
    for (let request = 0; request < times; request += 1) {
      await ask(users[request % users.length] ?? '', request % 2 === 0 ? 503 : undefined);
    }
  }

  it('opens for all processes after five consecutive failures of three users', async () => {
    await fail(4);
    expect(await openMs()).toBe(0);
    await fail(1);
    expect(await openMs()).toBe(15_000);
    await expect(other.pass()).rejects.toThrow(CircuitOpenError);
    await expect(other.pass()).rejects.toMatchObject({ code: 'FITBIT_UPSTREAM_UNAVAILABLE', retryAfterMs: 15_000 });
  });

  it('never opens because of one user or two', async () => {
    await fail(50, ['a']);
    await fail(50, ['a', 'b']);
    expect(await openMs()).toBe(0);
  });

  it.each([400, 401, 403, 404, 410, 429])('takes HTTP %i for an answer', async (status) => {
    for (const user of ['a', 'b', 'c', 'd', 'e', 'f']) await ask(user, status);
    expect(await openMs()).toBe(0);
    await fail(4);
    await ask('d', status);
    await fail(4);
    expect(await openMs()).toBe(0);
  });

  it('forgets failures that are more than a minute apart', async () => {
    for (const user of ['a', 'b', 'c', 'd', 'e', 'f']) {
      await ask(user, 500);
      clock.advance(61_000);
    }
    expect(await openMs()).toBe(0);
  });

  it('lets one probe pass when its time is over, and closes when the probe is answered', async () => {
    await fail();
    clock.advance(15_000);
    const probe = await one.pass();
    await expect(other.pass()).rejects.toMatchObject({ retryAfterMs: 35_000 });
    await one.report(probe, 'a', 200);
    for (let request = 0; request < 3; request += 1) await ask('b', 200, other);
    expect(await openMs()).toBe(0);
  });

  it('stays open twice as long when the probe fails, five minutes at most', async () => {
    await fail();
    const lengths: number[] = [];
    for (let round = 0; round < 7; round += 1) {
      lengths.push(await openMs());
      clock.advance(await openMs());
      await ask('a', undefined);
    }
    expect(lengths).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  it('lets another probe pass when the first did not return or was not sent', async () => {
    await fail();
    clock.advance(15_000);
    await one.release(await one.pass());
    await other.pass();
    await expect(one.pass()).rejects.toThrow(CircuitOpenError);
    clock.advance(35_000);
    await expect(one.pass()).resolves.toEqual({ newsworthy: true });
  });

  it('is not opened again by the outcome of an earlier request', async () => {
    const passes = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map(() => one.pass()));
    for (const [index, pass] of passes.entries()) await one.report(pass, `user-${index}`, 500);
    expect(await openMs()).toBe(15_000);
  });

  it('recovers from a clock that was hours ahead', async () => {
    clock.advance(5 * 3_600_000);
    await fail();
    clock.advance(-5 * 3_600_000);
    await expect(one.pass()).resolves.toEqual({ newsworthy: true });
  });
});
