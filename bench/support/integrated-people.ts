import type { Sandbox } from 'nestjs-fitbit-sandbox';
import type { DataSource } from 'typeorm';
import { RESOURCE_NAMES } from 'nestjs-fitbit';
import { resolveFitbitOptions } from '#nestjs-fitbit/options/resolve-fitbit-options';
import { ConnectionRepository } from '#nestjs-fitbit/storage/connection.repository';
import { LedgerRepository } from '#nestjs-fitbit/storage/ledger.repository';
import { TokenVault } from '#nestjs-fitbit/tokens/token-vault';
import { SandboxControl } from '../../tools/support/sandbox-control';
import { type HostSettings, moduleOptions } from './module-options';

/** Connects every person of the sandbox with a valid grant. Queues nothing for them. */
export async function integratePeople(dataSource: DataSource, sandbox: Sandbox, settings: HostSettings): Promise<void> {
  const connections = new ConnectionRepository(dataSource, settings);
  const ledger = new LedgerRepository(dataSource);
  const vault = new TokenVault(resolveFitbitOptions(moduleOptions(settings)));
  const control = new SandboxControl(sandbox);
  for (const person of sandbox.world.people) {
    const token = await control.token(person.id, { upstream: 'google-health', expiresIn: 86_400 });
    const scopes = token.scope.split(' ');
    const expiresAt = new Date(Date.now() + token.expires_in * 1000);
    const grant = { accessToken: token.access_token, refreshToken: token.refresh_token, expiresAt, scopes };
    const { timeZone, memberSince, healthUserId, legacyUserId } = person;
    const { id } = await connections.connect({
      userId: person.id,
      upstream: settings.upstream,
      account: { upstreamUserId: healthUserId, legacyUserId },
      profile: { timeZone, memberSince, details: {} },
      scopes,
      tokenExpiresAt: expiresAt,
      connectedAt: new Date(),
      seal: (connectionId) => vault.sealGrant(grant, connectionId),
    });
    await ledger.open(id, RESOURCE_NAMES);
  }
}

/** Marks all histories as complete. */
export async function completeHistories(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    "UPDATE fitbit_coverage SET fetched = '{[2000-01-01,2100-01-01)}', final = '{[2000-01-01,2100-01-01)}'",
  );
}
