import type { FitbitModuleOptions } from 'nestjs-fitbit';
import { MachineClock, ManualClock } from '../../../../test/support/clocks';
import { ScriptedServer } from '../../../../test/support/scripted-server';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { connectGrant } from '../../spec-support/connect-grant';
import { scriptedOptions, TokenProcess } from '../../spec-support/token-process';
import { AccessTokenRejectedError } from '../errors/fitbit.errors';
import type { Connection } from '../model/connection';

jest.setTimeout(60_000); // a bound for a busy machine

const NOW = new Date('2026-11-22T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** As on Google. The Fitbit Web API's tokens live for eight hours. */
const LIFETIME_MS = HOUR_MS;
const USERS = 25;

describe.each(['google-health', 'fitbit-web-api'] as const)('with wrong clocks (%s)', (upstream) => {
  let database: FitbitDatabase;
  let server: ScriptedServer;
  let time: ManualClock;
  let machine: MachineClock;
  /** On `machine`. */
  let wrong: TokenProcess;
  let right: TokenProcess;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    server = await ScriptedServer.start();
  });
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE fitbit_connection CASCADE');
    time = new ManualClock(NOW);
    machine = new MachineClock(time);
    server.reset();
    server.always(() => ({
      body: {
        access_token: `issued-${time.now().getTime()}-${server.seen.length}`,
        refresh_token: 'next',
        expires_in: LIFETIME_MS / 1000,
        token_type: 'Bearer',
      },
    }));
  });
  afterEach(async () => {
    await wrong.close();
    await right.close();
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  async function start(aheadMs: number, measured = true): Promise<void> {
    machine.aheadMs = aheadMs;
    const options: FitbitModuleOptions = {
      upstream,
      ...scriptedOptions(server),
    };
    wrong = await TokenProcess.start(database.url, { ...options, clock: machine }, { measured });
    right = await TokenProcess.start(database.url, { ...options, clock: time });
  }

  const connect = (userId: string) => connectGrant(right, userId, { expiresAt: new Date(NOW.getTime() - HOUR_MS) });
  const row = async (userId: string) => (await right.connections.findByUser(userId)) as Connection;
  /** A request for data: the upstream knows how old the token is. */
  const read = async (process: TokenProcess, userId: string) =>
    process.tokens.withAccessToken(await row(userId), (token) => {
      const ageMs = time.now().getTime() - Number(token.split('-')[1]);
      return ageMs < LIFETIME_MS ? Promise.resolve('read') : Promise.reject(new AccessTokenRejectedError());
    });
  const told = () => [...wrong.told, ...right.told].map(({ type }) => type);
  const users = Array.from({ length: USERS }, (_, number) => `user-${number}`);
  async function readAll(process: TokenProcess): Promise<string[]> {
    const read1 = (user: string) => read(process, user).catch((error: Error) => error.message);
    const outcomes: string[] = [];
    for (const user of users) outcomes.push(await read1(user));
    return [...new Set(outcomes)];
  }

  it.each([
    ['that knows it', true],
    ['that cannot ask the database', false],
  ])(
    '25 users renewed by a process three hours ahead %s are read when it is right again, without a false alarm',
    async (_, measured) => {
      await start(3 * HOUR_MS, measured);
      for (const user of users) await connect(user);
      expect(await readAll(wrong)).toEqual(['read']);
      machine.aheadMs = 0;
      time.advance(LIFETIME_MS + MINUTE_MS);
      expect(await readAll(right)).toEqual(['read']);
      time.advance(LIFETIME_MS + MINUTE_MS);
      expect(await readAll(wrong)).toEqual(['read']);
      expect(told()).toEqual([]);
    },
  );

  it.each([
    ['right', 0],
    ['three hours ahead', 3 * HOUR_MS],
    ['three hours behind', -3 * HOUR_MS],
  ])('a clock that jumps while the process runs does not make its time jump: %s at first', async (_, aheadMs) => {
    await start(aheadMs);
    await connect('ann');
    for (const next of [HOUR_MS, -2 * HOUR_MS, 0, 40 * 24 * HOUR_MS]) {
      machine.aheadMs = next;
      expect(await read(wrong, 'ann')).toBe('read');
      const { renewedAt, tokenExpiresAt } = await row('ann');
      const known = [renewedAt?.getTime() ?? NaN, tokenExpiresAt.getTime() - LIFETIME_MS];
      for (const known1 of known) expect(Math.abs(known1 - time.now().getTime())).toBeLessThan(1_000);
      time.advance(LIFETIME_MS + MINUTE_MS);
    }
    expect(server.seen).toHaveLength(4);
  });

  it('doubts its own clock before it blames the upstream for a token that looks fresh', async () => {
    await start(-HOUR_MS - MINUTE_MS, false);
    await connect('ann');
    expect(await read(right, 'ann')).toBe('read');
    time.advance(LIFETIME_MS + MINUTE_MS);
    // By the clock of this machine, the token was renewed a moment ago.
    expect(await read(wrong, 'ann')).toBe('read');
    expect(told()).toEqual([]);
    expect(wrong.clocks.differences.machineAheadOfDatabaseMs).toBeLessThan(-HOUR_MS);
  });

  it('tries grants again, and renews unused ones, whose times are days ahead', async () => {
    await start(0);
    for (const user of ['ann', 'bob']) await connect(user);
    const inDays = (days: number) => new Date(NOW.getTime() + days * 24 * HOUR_MS);
    await database.dataSource.query(
      "UPDATE fitbit_connection SET state = 'reauthorization_required', refused_at = $1, lost_at = $1 WHERE user_id = 'ann'",
      [inDays(10)],
    );
    await database.dataSource.query(
      "UPDATE fitbit_connection SET renewed_at = $1, token_expires_at = $1 WHERE user_id = 'bob'",
      [inDays(10)],
    );
    expect(await right.renewal.upkeep()).toMatchObject({ total: 2, renewed: 2, failed: 0 });
    expect([(await row('ann')).state, (await row('bob')).renewedAt]).toEqual(['active', NOW]);
  });

  it('says how far the clocks are off when the upstream does refuse a fresh token', async () => {
    await start(3 * HOUR_MS);
    await connect('ann');
    time.advance(Date.now() - NOW.getTime() + HOUR_MS); // The upstream's `Date` is real.
    const refused = right.tokens.withAccessToken(await row('ann'), () =>
      Promise.reject(new AccessTokenRejectedError()),
    );
    await expect(refused).rejects.toThrow(/it refuses a fresh token; our time is 3[56]\d\d s ahead of the upstream's/);
    const again = wrong.tokens.withAccessToken(await row('ann'), () => Promise.reject(new AccessTokenRejectedError()));
    await expect(again).rejects.toThrow(/this machine's clock is 10[78]\d\d s ahead of the database's/);
  });
});
