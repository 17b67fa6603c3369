import { Injectable } from '@nestjs/common';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { keyIdOf, open, prefixOf, seal } from './sealing';

interface GrantJson {
  accessToken: string;
  refreshToken?: string;
  expiresAt: string;
  refreshTokenExpiresAt?: string;
  scopes: string[];
}

/** What a text is sealed for; with another purpose it does not open. */
type Purpose = 'grant' | 'verifier';

/** Seals and opens what must never be stored in the clear. */
@Injectable()
export class TokenVault {
  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  sealGrant(grant: Grant, connectionId: string): string {
    return this.seal(JSON.stringify(grant), 'grant', connectionId);
  }

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

  sealVerifier(codeVerifier: string, stateHash: string): string {
    return this.seal(codeVerifier, 'verifier', stateHash);
  }

  openVerifier(sealedVerifier: string, stateHash: string): string {
    return this.open(sealedVerifier, 'verifier', stateHash);
  }

  /** The same, sealed with the first key. @throws SealedTokensError as {@link openGrant} */
  reseal(sealed: string, purpose: Purpose, identity: string): string {
    return this.seal(this.open(sealed, purpose, identity), purpose, identity);
  }

  /** What everything begins with that the first key seals. */
  get currentPrefix(): string {
    return prefixOf(this.options.encryptionKeys[0].id);
  }

  /** The key that a sealed text names. */
  keyIdOf(sealed: string): string {
    return keyIdOf(sealed);
  }

  private seal(text: string, purpose: Purpose, identity: string): string {
    return seal(text, `${purpose}:${identity}`, this.options.encryptionKeys);
  }

  private open(sealed: string, purpose: Purpose, identity: string): string {
    return open(sealed, `${purpose}:${identity}`, this.options.encryptionKeys);
  }
}
