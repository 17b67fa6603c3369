import { Injectable } from '@nestjs/common';
import type { Grant } from '../model/grant';
import { type Purpose, Sealer } from './sealer';
import { keyIdOf, prefixOf } from './sealing';

interface GrantJson {
  accessToken: string;
  refreshToken?: string;
  expiresAt: string;
  refreshTokenExpiresAt?: string;
  scopes: string[];
}

/** Opens grants. Stays inside this room. */
@Injectable()
export class TokenVault extends Sealer {
  /** @throws SealedTokensError when the key is missing or the text does not belong to this connection. */
  openGrant(sealedTokens: string, connectionId: string): Grant {
    const json = JSON.parse(this.open(sealedTokens, 'grant', connectionId)) as GrantJson;
    const { refreshTokenExpiresAt, expiresAt, ...rest } = json;
    return {
      ...rest,
      expiresAt: new Date(expiresAt),
      refreshTokenExpiresAt: refreshTokenExpiresAt === undefined ? undefined : new Date(refreshTokenExpiresAt),
    };
  }

  /**
   * Seals the same text again, with the first key.
   *
   * @throws SealedTokensError for the reasons given at {@link openGrant}.
   */
  reseal(sealed: string, purpose: Purpose, identity: string): string {
    return this.seal(this.open(sealed, purpose, identity), purpose, identity);
  }

  /** The beginning of every text that the first key sealed. */
  get currentPrefix(): string {
    return prefixOf(this.options.encryptionKeys[0].id);
  }

  /** The beginnings of the texts that a key of the ring sealed. */
  get openablePrefixes(): string[] {
    return this.options.encryptionKeys.map(({ id }) => prefixOf(id));
  }

  /** The id of the key that a sealed text names. */
  keyIdOf(sealed: string): string {
    return keyIdOf(sealed);
  }
}
