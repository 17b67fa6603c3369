import type { Person, Sandbox } from 'nestjs-fitbit-sandbox';
import type { DataSource } from 'typeorm';
import { RESOURCE_NAMES } from 'nestjs-fitbit';
import { resolveFitbitOptions } from '#nestjs-fitbit/options/resolve-fitbit-options';
import { ConnectionRepository } from '#nestjs-fitbit/storage/connection.repository';
import { LedgerRepository } from '#nestjs-fitbit/storage/ledger.repository';
import { TokenVault } from '#nestjs-fitbit/tokens/token-vault';
import { type HostSettings, moduleOptions } from './module-options';

interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly scope: string;
  readonly expires_in: number;
}

/** Connects everybody of the sandbox with a good grant; nothing is queued for them. */
export async function integratePeople(dataSource: DataSource, sandbox: Sandbox, settings: HostSettings): Promise<void> {
  const connections = new ConnectionRepository(dataSource, settings);
  const ledger = new LedgerRepository(dataSource);
  const vault = new TokenVault(resolveFitbitOptions(moduleOptions(settings)));
  for (const person of sandbox.world.people) {
    const token = await grantOf(person, sandbox);
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

/** Has all histories taken for complete. */
export async function completeHistories(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    "UPDATE fitbit_coverage SET fetched = '{[2000-01-01,2100-01-01)}', final = '{[2000-01-01,2100-01-01)}'",
  );
}

async function grantOf({ id }: Person, sandbox: Sandbox): Promise<TokenAnswer> {
  const response = await fetch(`${sandbox.url}/_sandbox/people/${id}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"upstream":"google-health","expiresIn":86400}',
  });
  if (!response.ok) throw new Error(`No token for ${id}: ${await response.text()}`);
  return (await response.json()) as TokenAnswer;
}
