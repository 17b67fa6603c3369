import { FitbitEvents, ReauthorizationRequiredError, UpstreamConfigurationError } from 'nestjs-fitbit';
import type { Connection } from '../model/connection';
import type { Grant } from '../model/grant';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';
import { ManualClock } from '../../../../test/support/clocks';
import { ScriptedServer } from '../../../../test/support/scripted-server';
import { connectGrant } from '../../spec-support/connect-grant';
import { scriptedOptions, TokenProcess } from '../../spec-support/token-process';

jest.setTimeout(60_000); // a bound for a busy machine

const NOW = new Date('2026-11-22T12:00:00Z');
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const DEAD = { status: 400, body: { error: 'invalid_grant' } };
const GOOD = { body: { access_token: 'ya29.new', refresh_token: 'next', expires_in: 3600, token_type: 'Bearer' } };
const REFUSED = { status: 401, body: { error: 'invalid_client' } };

describe('the status of a grant', () => {
  let database: FitbitDatabase;
  let server: ScriptedServer;
  let clock: ManualClock;
  let first: TokenProcess;
  let second: TokenProcess;
  /** Reads from another upstream. */
  let other: TokenProcess;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    server = await ScriptedServer.start();
  });
  beforeEach(async () => {
    await database.dataSource.query('TRUNCATE fitbit_connection CASCADE');
    server.reset();
    clock = new ManualClock(NOW);
    const options = {
      ...scriptedOptions(server),
      clock,
    };
    [first, second, other] = [
      await TokenProcess.start(database.url, options),
      await TokenProcess.start(database.url, options),
      await TokenProcess.start(database.url, { ...options, upstream: 'fitbit-web-api' }),
    ];
  });
  afterEach(async () => {
    await first.close();
    await second.close();
    await other.close();
  });
  afterAll(async () => {
    await server.close();
    await database.close();
  });

  const connect = (userId: string, more: Partial<Grant> = {}, at: TokenProcess = first): Promise<Connection> =>
    connectGrant(at, userId, { expiresAt: new Date(NOW.getTime() - HOUR_MS), ...more });
  const row = async (userId: string) => (await first.connections.findByUser(userId)) as Connection;
  const states = async () => {
    const rows = await database.dataSource.query<{ state: string; count: string }[]>(
      'SELECT state, count(*) FROM fitbit_connection GROUP BY state',
    );
    return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
  };

  it('becomes lost after a confirmation, and the host is told', async () => {
    server.always(DEAD);
    const connection = await connect('ann');
    await expect(first.tokens.acquire(connection)).rejects.toThrow(ReauthorizationRequiredError);
    expect(server.seen).toHaveLength(2);
    expect(await states()).toEqual({ reauthorization_required: 1 });
    expect(first.told).toEqual([
      {
        type: 'connection-state',
        connectionId: connection.id,
        userId: 'ann',
        state: 'reauthorization_required',
        at: NOW,
      },
    ]);
  });

  it('stays when the confirmation gets another answer', async () => {
    server.next(DEAD, GOOD);
    expect(await first.tokens.acquire(await connect('ann'))).toBe('ya29.new');
    expect(await states()).toEqual({ active: 1 });
    expect(first.told).toEqual([]);
  });

  it('stays when another process stored new tokens before the confirmation', async () => {
    const connection = await connect('ann');
    server.next((_, response) => {
      const grant: Grant = {
        accessToken: 'theirs',
        refreshToken: 'r',
        expiresAt: new Date(NOW.getTime() + HOUR_MS),
        scopes: [],
      };
      const tokens = {
        sealedTokens: second.vault.sealGrant(grant, connection.id),
        tokenExpiresAt: grant.expiresAt,
        renewedAt: NOW,
        scopes: [],
      };
      void second.storedTokens
        .replaceTokens(connection, tokens)
        .then(() => response.writeHead(400).end(JSON.stringify({ error: 'invalid_grant' })));
      return 'handled';
    });
    expect(await first.tokens.acquire(connection)).toBe('theirs');
    expect(server.seen).toHaveLength(1);
    expect(await states()).toEqual({ active: 1 });
  });

  it('becomes active when a later refresh succeeds, and the host is told', async () => {
    server.next(DEAD, DEAD).always(GOOD);
    await expect(first.tokens.acquire(await connect('ann'))).rejects.toThrow();
    await first.tokens.renew(await row('ann'));
    expect(await states()).toEqual({ active: 1 });
    expect(first.told.at(-1)).toMatchObject({ type: 'connection-state', userId: 'ann', state: 'active' });
  });

  it('is checked again by the sweep, every six hours for seven days', async () => {
    server.always(DEAD);
    await expect(first.tokens.acquire(await connect('ann'))).rejects.toThrow();
    const tries: number[] = [];
    for (let hours = 1; hours <= 8 * 24; hours++) {
      clock.advance(HOUR_MS);
      const before = server.seen.length;
      await first.renewal.upkeep();
      if (server.seen.length > before) tries.push(hours);
    }
    expect(tries[0]).toBe(7);
    expect(tries.at(-1)).toBeLessThanOrEqual(7 * 24);
    expect(tries.length).toBe(Math.floor((7 * 24 - 1) / 7));
    expect(await states()).toEqual({ reauthorization_required: 1 });
  });

  it('becomes active again by the sweep', async () => {
    server.next(DEAD, DEAD).always(GOOD);
    await expect(first.tokens.acquire(await connect('ann'))).rejects.toThrow();
    clock.advance(DAY_MS);
    expect(await second.renewal.upkeep()).toMatchObject({ renewed: 1, failed: 0 });
    expect(await states()).toEqual({ active: 1 });
  });

  it('stays active without use: the sweep renews what expired a day ago, once, and nothing when its process shuts down', async () => {
    server.always(GOOD);
    await connect('ann');
    expect((await first.renewal.upkeep()).total).toBe(0);
    clock.advance(DAY_MS);
    expect(await first.renewal.upkeep(AbortSignal.abort())).toMatchObject({ total: 1, renewed: 0 });
    expect(server.seen).toHaveLength(0);
    expect(await first.renewal.upkeep()).toMatchObject({ total: 1, renewed: 1 });
    expect((await first.renewal.upkeep()).total).toBe(0);
  });

  it('becomes lost at once, and is not tried again, when the upstream had announced the end of the grant', async () => {
    server.always(DEAD);
    const testing = { refreshTokenExpiresAt: new Date(NOW.getTime() - 1) };
    for (let number = 0; number < 21; number++) {
      const connection = await connect(`tester-${number}`, testing);
      await expect(first.tokens.acquire(connection)).rejects.toThrow(ReauthorizationRequiredError);
    }
    expect(await states()).toEqual({ reauthorization_required: 21 });
    clock.advance(DAY_MS);
    expect((await first.renewal.upkeep()).total).toBe(0);
  });

  describe('when the upstream refuses many', () => {
    it('stays active: 20 refused grants in ten minutes, over all processes, are a mass failure', async () => {
      server.always(DEAD);
      const outcomes: string[] = [];
      for (let number = 0; number < 24; number++) {
        const process = number % 2 === 0 ? first : second;
        const connection = await connect(`user-${number}`);
        outcomes.push(
          await process.tokens.acquire(connection).then(
            () => 'ok',
            (error: Error) => error.name,
          ),
        );
      }
      expect(outcomes.slice(0, 19)).toEqual(Array(19).fill(ReauthorizationRequiredError.name));
      expect(outcomes.slice(19)).toEqual(Array(5).fill(UpstreamConfigurationError.name));
      expect(await states()).toEqual({ active: 24 });
      const alarms = [...first.told, ...second.told].filter(({ type }) => type === 'configuration-alarm');
      expect(alarms).toHaveLength(2); // one a minute and process
      const active = [...first.told, ...second.told].filter((event) => 'state' in event && event.state === 'active');
      expect(active).toHaveLength(19);
    });

    it('becomes lost again once the others are accepted', async () => {
      server.always(DEAD);
      for (let number = 0; number < 20; number++) {
        await first.tokens.acquire(await connect(`user-${number}`)).catch(() => undefined);
      }
      server.always(({ body }) => (body.includes('refresh-user-0-') ? DEAD : GOOD));
      for (let number = 1; number < 20; number++) await first.tokens.acquire(await row(`user-${number}`));
      await expect(first.tokens.acquire(await row('user-0'))).rejects.toThrow(ReauthorizationRequiredError);
      expect(await states()).toEqual({ active: 19, reauthorization_required: 1 });
    });

    it('becomes lost when as many others are renewed', async () => {
      server.always(({ body }) => (/refresh-user-\d*[02468]-/.test(body) ? GOOD : DEAD));
      for (let number = 0; number < 60; number++) {
        await first.tokens.acquire(await connect(`user-${number}`)).catch(() => undefined);
      }
      expect(await states()).toEqual({ active: 30, reauthorization_required: 30 });
    });

    it('invalid_client disconnects no user, and restores grants that were lost a moment ago', async () => {
      server.next(DEAD, DEAD).always(REFUSED);
      await expect(first.tokens.acquire(await connect('ann'))).rejects.toThrow(ReauthorizationRequiredError);
      await expect(second.tokens.acquire(await connect('bob'))).rejects.toThrow(UpstreamConfigurationError);
      expect(await states()).toEqual({ active: 2 });
      expect(second.told.map(({ type }) => type)).toEqual(['connection-state', 'configuration-alarm']);
    });

    it('keeps an older status', async () => {
      server.next(DEAD, DEAD).always(REFUSED);
      await expect(first.tokens.acquire(await connect('ann'))).rejects.toThrow();
      clock.advance(11 * MINUTE_MS);
      await expect(first.tokens.acquire(await connect('bob'))).rejects.toThrow(UpstreamConfigurationError);
      expect(await states()).toEqual({ active: 1, reauthorization_required: 1 });
    });

    it('401 on everything: a fresh token that is refused is not renewed over and over, and 20 of them are an alarm', async () => {
      server.always(GOOD);
      const errors: string[] = [];
      for (let number = 0; number < 20; number++) {
        const connection = await connect(`user-${number}`);
        await first.tokens.acquire(connection);
        const refused = await row(`user-${number}`);
        errors.push(
          await first.tokens.acquire(refused, 'ya29.new').then(
            () => 'ok',
            (error: Error) => error.name,
          ),
        );
      }
      expect(server.seen).toHaveLength(20);
      expect(errors.slice(0, 19)).toEqual(Array(19).fill('UpstreamUnavailableError'));
      expect(errors.at(-1)).toBe('UpstreamConfigurationError');
      expect(await states()).toEqual({ active: 20 });
    });
  });

  describe('when grants are of another upstream', () => {
    const refuse = async (at: TokenProcess, from: number, to: number) => {
      for (let number = from; number < to; number++) {
        await at.tokens.acquire(await connect(`${at.upstream.name}-${number}`, {}, at)).catch(() => undefined);
      }
    };

    it('never changes: they are not sent', async () => {
      server.always(DEAD);
      for (let number = 0; number < 40; number++) await connect(`user-${number}`, {}, other);
      for (let days = 0; days < 3; days++) {
        clock.advance(DAY_MS);
        expect(await first.renewal.upkeep()).toMatchObject({ total: 0, failed: 0, stopped: undefined });
      }
      const order = { all: true, removeLost: true, ignoreMassFailure: true, concurrency: 4 };
      expect(await first.renewal.renewAll(order)).toMatchObject({ total: 0, removed: 0 });
      const notConnected = { code: 'FITBIT_NOT_CONNECTED' };
      await expect(first.tokens.acquire(await row('user-0'))).rejects.toMatchObject(notConnected);
      await expect(first.tokens.renew(await row('user-0'), { ignoreMassFailure: true })).rejects.toMatchObject(
        notConnected,
      );
      expect(server.seen).toEqual([]);
      expect(first.told).toEqual([]);
      expect(await states()).toEqual({ active: 40 });
    });

    it('becomes lost for the others: refusals there are no mass failure here', async () => {
      server.always(DEAD);
      await refuse(other, 0, 19);
      await refuse(first, 0, 2);
      expect(await states()).toEqual({ reauthorization_required: 21 });
    });

    it('stays active in a mass failure here, however many are renewed there', async () => {
      server.always(({ url }) => (url.pathname.startsWith('/oauth2') ? GOOD : DEAD));
      await refuse(other, 0, 30);
      await refuse(first, 0, 20);
      expect(await states()).toEqual({ active: 50 });
    });

    it('is not restored by what happens here', async () => {
      server.next(DEAD, DEAD);
      await refuse(other, 0, 1);
      server.always(REFUSED);
      await expect(first.tokens.acquire(await connect('ann'))).rejects.toThrow(UpstreamConfigurationError);
      expect(await states()).toEqual({ active: 1, reauthorization_required: 1 });
      expect(await other.connections.findByUser('fitbit-web-api-0')).toMatchObject({
        state: 'reauthorization_required',
      });
    });
  });

  it('tokens that cannot be opened cost no user the connection: swapped rows, a changed byte, a missing key', async () => {
    const [ann, bob] = [await connect('ann'), await connect('bob')];
    const changed = `${ann.sealedTokens.slice(0, -8)}${ann.sealedTokens.endsWith('AAAAAAAA') ? 'BBBBBBBB' : 'AAAAAAAA'}`;
    for (const sealedTokens of [bob.sealedTokens, changed, ann.sealedTokens.slice(0, 40), 'v1.gone.AAAA', '']) {
      await expect(first.tokens.acquire({ ...ann, sealedTokens })).rejects.toMatchObject({
        code: 'FITBIT_SEALED_TOKENS',
      });
    }
    expect(server.seen).toEqual([]);
    expect(await states()).toEqual({ active: 2 });
  });

  it('keeps an answer through a database that is away for a moment', async () => {
    server.always(GOOD);
    const connection = await connect('ann');
    const replace = first.storedTokens.replaceTokens.bind(first.storedTokens);
    let failures = 2;
    first.storedTokens.replaceTokens = (...args) =>
      failures-- > 0 ? Promise.reject(new Error('the database is away')) : replace(...args);
    expect(await first.tokens.acquire(connection)).toBe('ya29.new');
    expect(server.seen).toHaveLength(1);
    expect(first.vault.openGrant((await row('ann')).sealedTokens, connection.id).refreshToken).toBe('next');
  });

  it('gives the new tokens to the pending revocation of a user who disconnected while they were renewed', async () => {
    const connection = await connect('ann');
    server.next((_, response) => {
      void first.revocations
        .createOnDisconnect('ann', NOW)
        .then(() => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(GOOD.body)));
      return 'handled';
    });
    await expect(first.tokens.acquire(connection)).rejects.toMatchObject({ code: 'FITBIT_NOT_CONNECTED' });
    const [revocation] = await first.revocations.list();
    expect(first.vault.openGrant(revocation?.sealedTokens ?? '', connection.id).refreshToken).toBe('next');
  });

  it('events end with the application', () => {
    const events = new FitbitEvents();
    const complete = jest.fn();
    events.all.subscribe({ complete });
    events.onModuleDestroy();
    expect(complete).toHaveBeenCalled();
  });
});
