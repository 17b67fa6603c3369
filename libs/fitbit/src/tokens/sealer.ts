import { Injectable } from '@nestjs/common';
import type { Grant } from '../model/grant';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { open, seal } from './sealing';

/** What a text is sealed for. It does not open for another purpose. */
export type Purpose = 'grant' | 'verifier';

/** Seals what must never be stored in the clear. It cannot open a grant: only this room does, with `TokenVault`. */
@Injectable()
export class Sealer {
  constructor(@InjectFitbitOptions() protected readonly options: ResolvedFitbitOptions) {}

  sealGrant(grant: Grant, connectionId: string): string {
    return this.seal(JSON.stringify(grant), 'grant', connectionId);
  }

  sealVerifier(codeVerifier: string, stateHash: string): string {
    return this.seal(codeVerifier, 'verifier', stateHash);
  }

  /** @throws SealedTokensError when the key is missing or the text does not belong to this state. */
  openVerifier(sealedVerifier: string, stateHash: string): string {
    return this.open(sealedVerifier, 'verifier', stateHash);
  }

  protected seal(text: string, purpose: Purpose, identity: string): string {
    return seal(text, `${purpose}:${identity}`, this.options.encryptionKeys);
  }

  protected open(sealed: string, purpose: Purpose, identity: string): string {
    return open(sealed, `${purpose}:${identity}`, this.options.encryptionKeys);
  }
}
