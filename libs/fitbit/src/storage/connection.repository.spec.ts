import { randomUUID } from 'node:crypto';
import { AuthorizationRefusedError } from 'nestjs-fitbit';
import { AuthorizationRepository } from './authorization.repository';
import { ConnectionRepository } from './connection.repository';
import { ErasureRepository } from './erasure.repository';
import { LedgerRepository } from './ledger.repository';
import { PendingRevocationRepository } from './pending-revocation.repository';
import { TokenRepository } from './token.repository';
import { newGrant } from '../../../../test/support/connections';
import { createFitbitDatabase, type FitbitDatabase } from '../../../../tools/support/fitbit-database';

describe('the connection repository', () => {
  let database: FitbitDatabase;
  let connections: ConnectionRepository;
  let ledger: LedgerRepository;
  let revocations: PendingRevocationRepository;
  let tokenRepository: TokenRepository;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    connections = new ConnectionRepository(database.dataSource, { upstream: 'google-health' });
    ledger = new LedgerRepository(database.dataSource);
    revocations = new PendingRevocationRepository(database.dataSource);
    tokenRepository = new TokenRepository(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(() => database.dataSource.query('TRUNCATE fitbit_connection, fitbit_pending_revocation CASCADE'));

  it('[R2] refuses an account that belongs to another user, and stores nothing', async () => {
    await connections.connect(newGrant({ userId: 'alice' }));
    const { account } = newGrant({ userId: 'alice' });
    await expect(connections.connect(newGrant({ userId: 'bob', account }))).rejects.toThrow(AuthorizationRefusedError);
    expect(await connections.findByUser('bob')).toBeUndefined();
  });

  it('[R2] refuses an account whose legacy id belongs to another user', async () => {
    await connections.connect(newGrant({ userId: 'alice' }));
    const account = { upstreamUserId: 'another', legacyUserId: 'LEGACYalice' };
    await expect(connections.connect(newGrant({ userId: 'bob', account }))).rejects.toMatchObject({
      reason: 'account_taken',
    });
  });

  it('[R2] replaces the credentials of a user who connects the same account again, and keeps the ledger', async () => {
    const first = await connections.connect(newGrant({ userId: 'alice' }));
    await ledger.open(first.id, ['activities/steps']);
    const second = await connections.connect(newGrant({ userId: 'alice' }));
    expect(second).toMatchObject({ id: first.id, grantEpoch: first.grantEpoch + 1 });
    expect(second.sealedTokens).not.toBe(first.sealedTokens);
    expect([...(await ledger.read(first.id)).keys()]).toEqual(['activities/steps']);
  });

  it('shows the grant of another upstream as upstream_gone, however it is read, and stores nothing of that', async () => {
    const { id } = await connections.connect(newGrant({ userId: 'alice' }));
    const moved = new ConnectionRepository(database.dataSource, { upstream: 'fitbit-web-api' });
    const window = { from: '2026-01-01', to: '2026-01-31' };
    const read = async () => [
      await moved.findByUser('alice'),
      await moved.findById(id),
      (await moved.findForFetch(id, [], window))?.connection,
      ...(await moved.page({ limit: 10 })),
    ];
    const gone = { id, upstream: 'google-health', state: 'upstream_gone', grantEpoch: 1 };
    expect(await read()).toMatchObject([gone, gone, gone, gone]);
    await moved.updateProfile({ id, grantEpoch: 1 }, { timeZone: 'Europe/Berlin', details: {} });
    expect(await connections.findByUser('alice')).toMatchObject({ state: 'active', timeZone: 'Europe/Berlin' });
  });

  it('empties the ledger when the user connects another account', async () => {
    const first = await connections.connect(newGrant({ userId: 'alice' }));
    await ledger.open(first.id, ['activities/steps']);
    await connections.connect(newGrant({ userId: 'alice', account: { upstreamUserId: 'another' } }));
    expect((await ledger.read(first.id)).size).toBe(0);
  });

  it('keeps the time zone it knows when a later grant of the account does not tell it', async () => {
    await connections.connect(newGrant({ userId: 'alice' }));
    const again = await connections.connect(newGrant({ userId: 'alice', profile: { details: {} } }));
    expect(again.timeZone).toBe('Europe/Warsaw');
  });

  it('stores one connection when the same user connects twice at once', async () => {
    const grants = Array.from({ length: 8 }, () => connections.connect(newGrant({ userId: 'alice' })));
    const stored = await Promise.all(grants);
    expect(new Set(stored.map(({ id }) => id)).size).toBe(1);
    expect((await connections.findByUser('alice'))?.grantEpoch).toBe(8);
  });

  it('gives an account to one of two users who connect it at once', async () => {
    const { account } = newGrant({ userId: 'shared' });
    const outcomes = await Promise.allSettled(
      ['alice', 'bob'].map((userId) => connections.connect(newGrant({ userId, account }))),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('[B6] replaces tokens only for the version that was read', async () => {
    const connection = await connections.connect(newGrant({ userId: 'alice' }));
    const tokens = { sealedTokens: 'new', tokenExpiresAt: new Date(), renewedAt: new Date(), scopes: [] };
    expect(await tokenRepository.replaceTokens(connection, tokens)).toBe('active');
    expect(await tokenRepository.replaceTokens(connection, { ...tokens, sealedTokens: 'late' })).toBeUndefined();
    expect((await connections.findByUser('alice'))?.sealedTokens).toBe('new');
  });

  it('leases the refresh of a connection to one of many callers, who alone can prolong and end it', async () => {
    const connection = await connections.connect(newGrant({ userId: 'alice' }));
    const lease = () => tokenRepository.leaseRefresh(connection, 60_000);
    const leases = await Promise.all(Array.from({ length: 20 }, lease));
    const [held, ...others] = leases.filter((one) => one !== undefined);
    expect([held?.isRepeat, others]).toEqual([false, []]);
    const prolonged = await tokenRepository.prolongLease(connection, held?.until ?? '', 60_000);
    expect(await tokenRepository.prolongLease(connection, held?.until ?? '', 60_000)).toBeUndefined();
    const finished = { isFinished: true, repeatForMs: 60_000 };
    await tokenRepository.endLease(connection, held?.until ?? '', finished);
    expect(await lease()).toBeUndefined();
    await tokenRepository.endLease(connection, prolonged ?? '', finished);
    expect(await lease()).toMatchObject({ isRepeat: false });
  });

  it('finds a refresh without an outcome until it was begun too long ago, and only those of the upstream', async () => {
    const connection = await connections.connect(newGrant({ userId: 'alice' }));
    const found = async (upstream: 'google-health' | 'fitbit-web-api' | null = 'google-health') =>
      (await tokenRepository.findUnfinished(upstream, ['sealed-'], 0, 10)).map(({ id }) => id);
    const attempt = async (repeatForMs: number) => {
      const lease = await tokenRepository.leaseRefresh(connection, 60_000);
      expect(await found()).toEqual([]);
      await tokenRepository.endLease(connection, lease?.until ?? '', { isFinished: false, repeatForMs });
      return lease?.isRepeat;
    };
    expect(await attempt(60_000)).toBe(false);
    expect(await found()).toEqual([connection.id]);
    expect([await found('fitbit-web-api'), await found(null)]).toEqual([[], []]);
    expect(await attempt(60_000)).toBe(true);
    expect(await found()).toEqual([connection.id]);
    expect(await attempt(0)).toBe(true);
    expect(await found()).toEqual([]);
  });

  it('finds a refresh without an outcome behind many whose tokens the process has no key for', async () => {
    const begin = async (userId: string, sealed: string) => {
      const connection = await connections.connect(newGrant({ userId, seal: () => sealed }));
      const lease = await tokenRepository.leaseRefresh(connection, 60_000);
      await tokenRepository.endLease(connection, lease?.until ?? '', { isFinished: false, repeatForMs: 60_000 });
      return connection.id;
    };
    await begin('alice', 'v1.other.text');
    await begin('bob', 'v1.other.text');
    const last = await begin('carol', 'v1.known.text');
    const found = await tokenRepository.findUnfinished('google-health', ['v1.known.', 'v1.older.'], 0, 2);
    expect(found.map(({ id }) => id)).toEqual([last]);
  });

  it("does not wait for leases that end in the future because the database's clock was set back", async () => {
    const setBack = (table: string, column: string) =>
      database.dataSource.query(`UPDATE ${table} SET ${column} = ${column} + interval '1 day'`);
    const connection = await connections.connect(newGrant({ userId: 'alice' }));
    await tokenRepository.leaseRefresh(connection, 10_000);
    await setBack('fitbit_connection', 'refresh_lease_until');
    expect(await tokenRepository.findUnfinished('google-health', ['sealed-'], 0, 10)).toHaveLength(1);
    expect(await tokenRepository.leaseRefresh(connection, 10_000)).toMatchObject({ isRepeat: true });
    const revocation = await revocations.createOnDisconnect('alice', new Date());
    await revocations.lease(revocation?.id ?? '', randomUUID(), 30_000);
    await setBack('fitbit_pending_revocation', 'held_until');
    expect(await revocations.leaseAllOfAccount('health-alice', randomUUID(), 30_000)).toBe(true);
  });

  it('[R4] keeps the sealed grant of a removed connection as a pending revocation', async () => {
    const connection = await connections.connect(newGrant({ userId: 'alice' }));
    const revocation = await revocations.createOnDisconnect('alice', new Date());
    expect(revocation).toMatchObject({ connectionId: connection.id, sealedTokens: connection.sealedTokens });
    expect(await connections.findByUser('alice')).toBeUndefined();
    expect(await revocations.createOnDisconnect('alice', new Date())).toBeUndefined();
  });

  it('cancels a pending revocation when the account connects again', async () => {
    await connections.connect(newGrant({ userId: 'alice' }));
    const revocation = await revocations.createOnDisconnect('alice', new Date());
    await connections.connect(newGrant({ userId: 'alice' }));
    expect(await revocations.lease(revocation?.id ?? '', randomUUID(), 1_000)).toBeUndefined();
  });

  it('changes the state only while the grant has not been replaced', async () => {
    const old = await connections.connect(newGrant({ userId: 'alice' }));
    await connections.connect(newGrant({ userId: 'alice' }));
    await connections.setState(old, 'reauthorization_required');
    expect((await connections.findByUser('alice'))?.state).toBe('active');
  });

  it('never leaves a connection behind an erase that came after its authorization began', async () => {
    const authorizations = new AuthorizationRepository(database.dataSource);
    const erasures = new ErasureRepository(database.dataSource);
    const now = new Date();
    for (let round = 0; round < 40; round++) {
      const stateHash = `state-${round}`;
      const request = { stateHash, userId: 'ann', browserHash: 'b', sealedVerifier: 's', next: null, expiresAt: now };
      await authorizations.begin(request, now);
      const connecting = connections.connect(newGrant({ userId: 'ann', stateHash })).then(
        () => 'stored',
        (error: AuthorizationRefusedError) => error.reason,
      );
      if (round % 2 === 0) await authorizations.renew(stateHash, 1); // another round trip, so that either may be first
      const { rows } = await erasures.erase('ann', now);
      expect([rows.connections, await connecting]).toEqual(
        rows.connections === 1 ? [1, 'stored'] : [0, 'state_invalid'],
      );
      expect(await connections.findByUser('ann')).toBeUndefined();
    }
  });
});
