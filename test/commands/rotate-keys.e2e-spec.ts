import { randomBytes } from 'node:crypto';
import {
  AuthorizationRepository,
  ConnectionRepository,
  KeyRotation,
  PendingRevocationRepository,
  type ResolvedEncryptionKey,
  type ResolvedFitbitOptions,
  SealedRepository,
  TokenRepository,
  TokenVault,
} from '../support/internals';
import { newGrant } from '../support/connections';
import { createFitbitDatabase, type FitbitDatabase } from '../../tools/support/fitbit-database';

jest.setTimeout(60_000); // a bound for a busy machine

const NOW = new Date('2026-11-22T12:00:00Z');
const OLD = { id: 'old', key: randomBytes(32) };
const NEW = { id: 'new', key: randomBytes(32) };
const GRANT = { accessToken: 'a', refreshToken: 'r', expiresAt: NOW, scopes: ['activity'] };

describe('rotate-keys', () => {
  let database: FitbitDatabase;
  let connections: ConnectionRepository;
  let tokenRepository: TokenRepository;
  let revocations: PendingRevocationRepository;
  let rows: SealedRepository;

  beforeAll(async () => {
    database = await createFitbitDatabase();
    connections = new ConnectionRepository(database.dataSource, { upstream: 'google-health' });
    tokenRepository = new TokenRepository(database.dataSource);
    revocations = new PendingRevocationRepository(database.dataSource);
    rows = new SealedRepository(database.dataSource);
  });
  afterAll(() => database.close());
  beforeEach(() =>
    database.dataSource.query('TRUNCATE fitbit_connection, fitbit_pending_revocation, fitbit_authorization CASCADE'),
  );

  const vault = (...encryptionKeys: [ResolvedEncryptionKey, ...ResolvedEncryptionKey[]]) =>
    new TokenVault({ encryptionKeys } as unknown as ResolvedFitbitOptions);
  const rotation = (...ring: Parameters<typeof vault>) => new KeyRotation(rows, vault(...ring));
  const connect = (userId: string, by: ResolvedEncryptionKey = OLD) =>
    connections.connect(newGrant({ userId, seal: (id) => vault(by).sealGrant(GRANT, id) }));

  /** Connections, a pending revocation and a pending authorization, sealed with the old key. */
  async function seedRows(count: number): Promise<void> {
    for (let number = 0; number < count; number++) await connect(`user-${number}`);
    await connect('left');
    await revocations.createOnDisconnect('left', NOW);
    await new AuthorizationRepository(database.dataSource).begin(
      {
        stateHash: 'hash',
        userId: 'ann',
        browserHash: 'b',
        sealedVerifier: vault(OLD).sealVerifier('v', 'hash'),
        next: null,
        expiresAt: new Date(NOW.getTime() + 600_000),
      },
      NOW,
    );
  }

  it('seals every kind of row with the first key, page by page, so that the old key can be removed', async () => {
    await seedRows(410);
    const seen: number[] = [];
    expect(await rotation(NEW, OLD).rotate((count) => seen.push(count))).toEqual({
      resealed: 412,
      overtaken: 0,
      unreadable: {},
      remaining: {},
    });
    expect(seen).toEqual([410, 411, 412]);
    for (const connection of await connections.page({ limit: 500 })) {
      expect(vault(NEW).openGrant(connection.sealedTokens, connection.id)).toMatchObject({ refreshToken: 'r' });
    }
    const [revocation] = await revocations.list();
    expect(vault(NEW).openGrant(revocation?.sealedTokens ?? '', revocation?.connectionId ?? '').accessToken).toBe('a');
    const authorization = await new AuthorizationRepository(database.dataSource).lease('hash', 1_000);
    expect(vault(NEW).openVerifier(authorization?.sealedVerifier ?? '', 'hash')).toBe('v');
  });

  it('resumes where an interrupted run stopped, and then has nothing left to do', async () => {
    await seedRows(5);
    const broken = new SealedRepository(database.dataSource);
    let left = 1;
    broken.replace = (...args) => (left-- > 0 ? rows.replace(...args) : Promise.reject(new Error('cut')));
    await expect(new KeyRotation(broken, vault(NEW, OLD)).rotate()).rejects.toThrow('cut');
    expect(await rotation(NEW, OLD).countRemaining()).toEqual({ old: 2 });
    expect(await rotation(NEW, OLD).rotate()).toMatchObject({ resealed: 2, remaining: {} });
    expect(await rotation(NEW, OLD).rotate()).toMatchObject({ resealed: 0, remaining: {} });
  });

  it('never overwrites a refresh that happens meanwhile, and comes back for what it wrote', async () => {
    const connection = await connect('ann');
    const fresh = { ...GRANT, refreshToken: 'next' };
    const busy = new SealedRepository(database.dataSource);
    busy.replace = async (...args) => {
      const sealedTokens = vault(OLD).sealGrant(fresh, connection.id);
      const tokens = { sealedTokens, tokenExpiresAt: NOW, renewedAt: NOW, scopes: [] };
      await tokenRepository.replaceTokens(connection, tokens); // once: afterwards, the version is another
      return rows.replace(...args);
    };
    expect(await new KeyRotation(busy, vault(NEW, OLD)).rotate()).toMatchObject({
      resealed: 1,
      overtaken: 1,
      remaining: {},
    });
    const stored = await connections.findByUser('ann');
    expect(vault(NEW).openGrant(stored?.sealedTokens ?? '', connection.id).refreshToken).toBe('next');
  });

  it('ends, and says what is left, while a process keeps sealing with the old key', async () => {
    const connection = await connect('ann');
    const busy = new SealedRepository(database.dataSource);
    busy.replace = async (...args) => {
      const sealedTokens = vault(OLD).sealGrant(GRANT, connection.id);
      await database.dataSource.query('UPDATE fitbit_connection SET sealed_tokens = $1', [sealedTokens]);
      return rows.replace(...args);
    };
    expect(await new KeyRotation(busy, vault(NEW, OLD)).rotate()).toMatchObject({ resealed: 0, remaining: { old: 1 } });
  });

  it.each(['page', 'replace'] as const)(
    'leaves no pending revocation with the old key that a disconnect makes before any %s of its walk',
    async (step) => {
      const users = Array.from({ length: 6 }, (_, number) => `user-${number}`);
      for (let before = 0; before < users.length; before++) {
        for (const user of users) await connect(user);
        const busy = new SealedRepository(database.dataSource);
        let steps = 0;
        const disconnects = async () => {
          if (steps++ === before) for (const user of users) await revocations.createOnDisconnect(user, NOW);
        };
        if (step === 'page') busy.page = async (...args) => (await disconnects(), rows.page(...args));
        else busy.replace = async (...args) => (await disconnects(), rows.replace(...args));
        expect(await new KeyRotation(busy, vault(NEW, OLD)).rotate()).toMatchObject({ remaining: {} });
        for (const { sealedTokens, connectionId } of await revocations.list()) {
          expect(vault(NEW).openGrant(sealedTokens, connectionId)).toMatchObject({ refreshToken: 'r' });
        }
        await database.dataSource.query('TRUNCATE fitbit_connection, fitbit_pending_revocation CASCADE');
      }
    },
  );

  it('leaves nothing with the old key while others refresh, disconnect and connect, some of them with the old ring', async () => {
    for (let number = 0; number < 40; number++) await connect(`user-${number}`);
    const running = { old: true, new: true };
    const work = async (kind: keyof typeof running, first: ResolvedEncryptionKey) => {
      while (running[kind]) {
        const user = `user-${Math.floor(Math.random() * 40)}`;
        const connection = await connections.findByUser(user);
        if (!connection) await connect(user, first);
        else if (Math.random() < 0.3) await revocations.createOnDisconnect(user, NOW);
        else {
          const sealedTokens = vault(first).sealGrant(GRANT, connection.id);
          const tokens = { sealedTokens, tokenExpiresAt: NOW, renewedAt: NOW, scopes: [] };
          await tokenRepository.replaceTokens(connection, tokens);
        }
      }
    };
    const old = work('old', OLD);
    const others = [work('new', NEW), work('new', NEW)];
    const slow = new SealedRepository(database.dataSource);
    let pages = 0;
    slow.page = async (...args) => {
      if (++pages === 4) running.old = false; // the first walk is over, and the last process with the old ring stops
      if (pages === 4) await old;
      return rows.page(...args);
    };
    const counts = await new KeyRotation(slow, vault(NEW, OLD)).rotate();
    running.new = false;
    await Promise.all(others);
    expect(counts).toMatchObject({ unreadable: {}, remaining: {} });
    expect(await rotation(NEW, OLD).countRemaining()).toEqual({});
  });

  it('lets a refresh that began earlier store its tokens afterwards', async () => {
    const connection = await connect('ann');
    await rotation(NEW, OLD).rotate();
    const sealedTokens = vault(NEW).sealGrant({ ...GRANT, refreshToken: 'next' }, connection.id);
    const tokens = { sealedTokens, tokenExpiresAt: NOW, renewedAt: NOW, scopes: [] };
    expect(await tokenRepository.replaceTokens(connection, tokens)).toBe('active');
  });

  it('lets a refresh that began earlier store its tokens in the pending revocation, when the user disconnected as well', async () => {
    const connection = await connect('ann');
    await rotation(NEW, OLD).rotate();
    await revocations.createOnDisconnect('ann', NOW);
    const sealedTokens = vault(NEW).sealGrant({ ...GRANT, refreshToken: 'next' }, connection.id);
    await revocations.resealForConnection(connection, sealedTokens);
    const [pending] = await revocations.list();
    expect(vault(NEW).openGrant(pending?.sealedTokens ?? '', connection.id).refreshToken).toBe('next');
    await revocations.resealForConnection(connection, vault(NEW).sealGrant(GRANT, connection.id));
    const [later] = await revocations.list();
    expect(later?.sealedTokens).toBe(sealedTokens); // an older version does not come back
  });

  it('leaves rows that no key opens, and reports the key id they name', async () => {
    await connect('ann', { id: 'lost', key: randomBytes(32) });
    await connect('bob');
    expect(await rotation(NEW, OLD).rotate()).toEqual({
      resealed: 1,
      overtaken: 0,
      unreadable: { lost: 1 },
      remaining: { lost: 1 },
    });
  });
});
