import type { ResourceName } from 'nestjs-fitbit';
import { DataSource } from 'typeorm';
import { AuthorizationRepository } from './authorization.repository';
import { ConnectionRepository } from './connection.repository';
import { ErasureRepository } from './erasure.repository';
import { InboxRepository } from './inbox.repository';
import { PendingRevocationRepository } from './pending-revocation.repository';
import { TokenRepository } from './token.repository';
import { newGrant } from '../../../../test/support/connections';
import { type RestartablePostgres, startRestartablePostgres } from '../../../../tools/services/postgres';
import { type Reaper, startReaper } from '../../../../tools/services/reaper';
import { Cleanup } from '../../../../tools/support/cleanup';
import { dataSourceOptions } from '../../../../tools/support/fitbit-database';

jest.setTimeout(120_000); // starts servers of its own

const NOW = new Date('2026-02-01T12:00:00Z');
const STEPS: ResourceName = 'activities/steps';
const HOLD_MS = 60_000;

describe('on a server with synchronous_commit = off that crashes right after the answer', () => {
  const cleanup = new Cleanup();
  let reaper: Reaper;
  let postgres: RestartablePostgres;
  let dataSource: DataSource;
  const upstream = { upstream: 'google-health' } as const;

  beforeAll(async () => {
    reaper = startReaper();
    // Without this delay the server writes a commit by itself, mostly in a fifth of a second.
    postgres = await startRestartablePostgres({ cleanup, reaper }, [
      ...['-c', 'synchronous_commit=off', '-c', 'wal_writer_delay=10s'],
    ]);
    dataSource = await new DataSource(dataSourceOptions(postgres.url)).initialize();
    await dataSource.runMigrations();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await cleanup.run();
    await reaper.dismiss();
  });
  beforeEach(() =>
    dataSource.query('TRUNCATE fitbit_connection, fitbit_pending_revocation, fitbit_authorization CASCADE'),
  );

  async function crash(): Promise<void> {
    await postgres.kill();
    await postgres.start();
  }
  const connect = (userId: string) => new ConnectionRepository(dataSource, upstream).connect(newGrant({ userId }));
  const authorizations = () => new AuthorizationRepository(dataSource);
  const begin = () =>
    authorizations().begin(
      { stateHash: 's', userId: 'alice', browserHash: 'b', sealedVerifier: 'v', next: null, expiresAt: NOW },
      NOW,
    );

  it('[R6] an acknowledged notification is in the inbox', async () => {
    const { id, upstreamUserId } = await connect('alice');
    const inbox = new InboxRepository(dataSource, upstream);
    const days = { from: '2026-01-03', to: '2026-01-03' };
    const notification = { kind: 'change', upstreamUserId, collection: 'activities', days } as const;
    await inbox.receive({ ...upstream, notifications: [notification], receivedAt: NOW });
    await crash();
    expect((await inbox.find(id))?.pending).toMatchObject([{ days: [days] }]);
  });

  it('a user with a receipt of the erasure stays erased', async () => {
    await connect('alice');
    await new ErasureRepository(dataSource).erase('alice', NOW);
    await crash();
    expect(await new ConnectionRepository(dataSource, upstream).findByUser('alice')).toBeUndefined();
  });

  it('a state can be used once, and only once', async () => {
    await begin();
    await crash();
    expect(await authorizations().lease('s', HOLD_MS)).toMatchObject({ userId: 'alice' });
    await crash();
    expect(await authorizations().lease('s', HOLD_MS)).toBeUndefined();
  });

  it('a request number is not drawn again', async () => {
    const { id } = await connect('alice');
    const ask = async () =>
      (
        await new ConnectionRepository(dataSource, upstream).findForFetch(id, [STEPS], {
          from: '2026-01-01',
          to: '2026-01-02',
        })
      )?.requestNumber ?? 0;
    const last = await ask();
    await crash();
    expect(await ask()).toBeGreaterThan(last);
  });

  it('the refresh of a token has one holder', async () => {
    const connection = await connect('alice');
    const tokens = new TokenRepository(dataSource);
    expect(await tokens.leaseRefresh(connection, HOLD_MS)).toBeDefined();
    await crash();
    expect(await tokens.leaseRefresh(connection, HOLD_MS)).toBeUndefined();
  });

  it('the refreshed grant of a pending revocation is the one that is revoked', async () => {
    await connect('alice');
    const revocations = new PendingRevocationRepository(dataSource);
    const id = (await revocations.createOnDisconnect('alice', NOW))?.id ?? '';
    await revocations.reseal(id, 'refreshed');
    await crash();
    expect(await revocations.list()).toMatchObject([{ id, sealedTokens: 'refreshed' }]);
  });
});
