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
  const connect = (userId: string, by = OLD) =>
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
    expect(seen).toEqual([200, 400, 410, 411, 412]);
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
    let left = 3;
    broken.replace = (...args) => (left-- > 0 ? rows.replace(...args) : Promise.reject(new Error('cut')));
    await expect(new KeyRotation(broken, vault(NEW, OLD)).rotate()).rejects.toThrow('cut');
    expect(await rotation(NEW, OLD).countRemaining()).toEqual({ old: 4 });
    expect(await rotation(NEW, OLD).rotate()).toMatchObject({ resealed: 4, remaining: {} });
    expect(await rotation(NEW, OLD).rotate()).toMatchObject({ resealed: 0, remaining: {} });
  });

  it('never overwrites a refresh that happens meanwhile', async () => {
    const connection = await connect('ann');
    const fresh = { ...GRANT, refreshToken: 'next' };
    const busy = new SealedRepository(database.dataSource);
    busy.replace = async (...args) => {
      const sealedTokens = vault(OLD).sealGrant(fresh, connection.id);
      await tokenRepository.replaceTokens(connection, {
        sealedTokens,
        tokenExpiresAt: NOW,
        renewedAt: NOW,
        scopes: [],
      });
      return rows.replace(...args);
    };
    expect(await new KeyRotation(busy, vault(NEW, OLD)).rotate()).toMatchObject({
      resealed: 0,
      overtaken: 1,
      remaining: { old: 1 },
    });
    const stored = await connections.findByUser('ann');
    expect(vault(OLD).openGrant(stored?.sealedTokens ?? '', connection.id).refreshToken).toBe('next');
  });

  it('lets a refresh that began earlier store its tokens afterwards', async () => {
    const connection = await connect('ann');
    await rotation(NEW, OLD).rotate();
    const sealedTokens = vault(NEW).sealGrant({ ...GRANT, refreshToken: 'next' }, connection.id);
    const tokens = { sealedTokens, tokenExpiresAt: NOW, renewedAt: NOW, scopes: [] };
    expect(await tokenRepository.replaceTokens(connection, tokens)).toBe(true);
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
