import { startSandbox, type Sandbox } from 'nestjs-fitbit-sandbox';
import type { FitbitModuleOptions } from 'nestjs-fitbit';
import type { Connection } from '../model/connection';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { mortal, type Step, STEPS } from '../../spec-support/mortal';
import { connectExpired, isGood } from '../../spec-support/sandbox-grants';
import { TokenProcess } from '../../spec-support/token-process';

jest.setTimeout(240_000); // a bound for a busy machine

/** `KILL_RUNS=1000 npm test -- kill-drill` runs the long one. The processes of access-tokens.spec.ts really die. */
const RUNS = Number(process.env.KILL_RUNS ?? 60);
const UPSTREAM = 'fitbit-web-api'; // refresh tokens are good for one use
/** Longer than a lease. */
const A_MINUTE_MS = 60_000;
const PEOPLE = 10;

describe(`[B6] ${RUNS} refreshes that end at a random step`, () => {
  let sandbox: Sandbox;
  let database: FitbitDatabase;
  let options: FitbitModuleOptions;

  beforeAll(async () => {
    sandbox = await startSandbox({ people: PEOPLE, seed: 3, years: 1, quota: false });
    database = await createFitbitDatabase();
    options = {
      upstream: UPSTREAM,
      consumerKey: 'sandbox-client',
      consumerSecret: 'sandbox-secret',
      callbackUrl: 'https://app.example.com/fitbit/complete',
      encryptionKeys: [{ id: 'test', key: Buffer.alloc(32, 7) }],
      upstreamBaseUrl: sandbox.url,
    };
  });
  afterAll(async () => {
    await database.close();
    await sandbox.close();
  });

  /** How many users each step cost. */
  async function drill(graceMs: number): Promise<Record<string, number>> {
    sandbox.switches.refreshGraceMs = graceMs;
    await database.dataSource.query('TRUNCATE fitbit_connection CASCADE');
    const survivor = await TokenProcess.start(database.url, options);
    const lost: Record<string, number> = {};
    let random = 42;
    try {
      for (let run = 0; run < RUNS; run++) {
        random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
        const step = STEPS[Math.floor((random / 2 ** 31) * STEPS.length)] as Step;
        await refreshAndDie(await connect(survivor, run), step);
        const known = (await survivor.connections.findByUser(`user-${run}`)) as Connection;
        const good = await survivor.tokens.acquire(known).then(
          (token) => isGood(sandbox, token),
          () => false,
        );
        if (!good) lost[step] = (lost[step] ?? 0) + 1;
        // Each run stands alone: an earlier refusal must not count towards a mass failure.
        await database.dataSource.query('UPDATE fitbit_connection SET refused_at = NULL');
      }
    } finally {
      await survivor.close();
    }
    return lost;
  }

  const connect = (process: TokenProcess, run: number) =>
    connectExpired(sandbox, process, UPSTREAM, `p${(run % PEOPLE) + 1}`, `user-${run}`);

  async function refreshAndDie(connection: Connection, step: Step): Promise<void> {
    const victim = await TokenProcess.start(database.url, options);
    try {
      const dead = mortal(victim, step);
      expect(await Promise.race([dead, victim.tokens.acquire(connection)])).toBe('dead');
    } finally {
      await victim.dataSource.destroy(); // the dead do not shut down
    }
    sandbox.clock.advance(A_MINUTE_MS);
    await database.dataSource.query("UPDATE fitbit_connection SET refresh_lease_until = now() - interval '1 second'");
  }

  it('lose no user while the upstream repeats its answer', async () => {
    expect(await drill(120_000)).toEqual({});
  });

  it('lose only users whose answer was not stored, when it does not', async () => {
    const lost = await drill(0);
    expect(Object.keys(lost).sort()).toEqual(['after the answer', 'before the commit']);
    if (process.env.KILL_RUNS) console.log(JSON.stringify({ runs: RUNS, lost }));
  });
});
