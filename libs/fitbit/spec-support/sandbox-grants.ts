import { type Sandbox } from 'nestjs-fitbit-sandbox';
import type { UpstreamName } from 'nestjs-fitbit';
import type { Connection } from '../src/model/connection';
import type { Grant } from '../src/model/grant';
import { newGrant } from '../../../test/support/connections';
import { SandboxControl } from '../../../tools/support/sandbox-control';
import type { TokenProcess } from './token-process';

/** A connection of a person of the sandbox, whose access token counts as expired. */
export async function connectExpired(
  sandbox: Sandbox,
  process: Pick<TokenProcess, 'connections' | 'vault'>,
  upstream: UpstreamName,
  person: string,
  userId = person,
): Promise<Connection> {
  const answer = await new SandboxControl(sandbox).token(person, { upstream });
  const grant: Grant = {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token,
    expiresAt: new Date(Date.now() - 1_000),
    scopes: ['activity'],
  };
  return process.connections.connect(
    newGrant({
      userId,
      upstream,
      tokenExpiresAt: grant.expiresAt,
      seal: (id) => process.vault.sealGrant(grant, id),
    }),
  );
}

/** Asks the upstream itself whether a token of the Fitbit Web API is good. */
export async function isGood(sandbox: Sandbox, accessToken: string): Promise<boolean> {
  const response = await fetch(`${sandbox.url}/1/user/-/profile.json`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  await response.text();
  return response.status === 200;
}
