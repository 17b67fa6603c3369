import { randomBytes } from 'node:crypto';
import { newGrant } from '../../../test/support/connections';
import type { Connection } from '../src/model/connection';
import type { Grant } from '../src/model/grant';
import type { TokenProcess } from './token-process';

/** A connection of the upstream of `process`, with tokens that a test made up: `old-<user>` and `refresh-<user>-<random>`. */
export function connectGrant(
  { connections, upstream, vault }: Pick<TokenProcess, 'connections' | 'upstream' | 'vault'>,
  userId: string,
  more: Partial<Grant> & Pick<Grant, 'expiresAt'>,
): Promise<Connection> {
  const grant: Grant = {
    accessToken: `old-${userId}`,
    refreshToken: `refresh-${userId}-${randomBytes(4).toString('hex')}`,
    scopes: ['activity'],
    ...more,
  };
  const seal = (id: string) => vault.sealGrant(grant, id);
  return connections.connect(
    newGrant({
      userId,
      upstream: upstream.name,
      tokenExpiresAt: grant.expiresAt,
      refreshTokenExpiresAt: grant.refreshTokenExpiresAt,
      seal,
    }),
  );
}
