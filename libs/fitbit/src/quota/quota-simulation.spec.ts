import { QuotaSimulation } from '../../spec-support/quota-simulation';

jest.setTimeout(240_000); // tens of thousands of calls to Redis, on a busy machine

/** `SIMULATED_USERS=200 SIMULATED_YEARS=5` is what docs/sync.md reports. */
const users = Number(process.env.SIMULATED_USERS ?? 12);
const years = Number(process.env.SIMULATED_YEARS ?? 5);

describe(`${users} users who import ${years} years from the Fitbit Web API while their devices sync`, () => {
  it('get no 429, and no update waits for a minute', async () => {
    const result = await new QuotaSimulation({ users, years }).run();
    process.stdout.write(`simulation: ${JSON.stringify({ users, years, ...result })}\n`);
    expect(result.refused).toBe(0);
    expect(result.longestUpdateMs).toBeLessThan(60_000);
    expect(result.requests).toBe(users * (result.perUser + 5) + result.updates);
  });
});
