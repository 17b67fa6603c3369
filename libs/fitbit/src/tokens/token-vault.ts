import { Injectable } from '@nestjs/common';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { open, seal } from './sealing';

interface GrantJson {
  accessToken: string;
  refreshToken?: string;
  expiresAt: string;
  refreshTokenExpiresAt?: string;
  scopes: string[];
}

/** Seals and opens what must never be stored in the clear. */
@Injectable()
export class TokenVault {
  constructor(@InjectFitbitOptions() private readonly options: ResolvedFitbitOptions) {}

  sealGrant(grant: Grant, connectionId: string): string {
    return seal(JSON.stringify(grant), `grant:${connectionId}`, this.options.encryptionKeys);
  }

  /** @throws SealedTokensError when the key is missing or the text does not belong to this connection. */
  openGrant(sealedTokens: string, connectionId: string): Grant {
    const json = JSON.parse(open(sealedTokens, `grant:${connectionId}`, this.options.encryptionKeys)) as GrantJson;
    const { refreshTokenExpiresAt, expiresAt, ...rest } = json;
    return {
      ...rest,
      expiresAt: new Date(expiresAt),
      refreshTokenExpiresAt: refreshTokenExpiresAt === undefined ? undefined : new Date(refreshTokenExpiresAt),
    };
  }

  sealVerifier(codeVerifier: string, stateHash: string): string {
    return seal(codeVerifier, `verifier:${stateHash}`, this.options.encryptionKeys);
  }

  openVerifier(sealedVerifier: string, stateHash: string): string {
    return open(sealedVerifier, `verifier:${stateHash}`, this.options.encryptionKeys);
  }
}
