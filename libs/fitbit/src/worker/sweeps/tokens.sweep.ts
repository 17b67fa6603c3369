import { Injectable } from '@nestjs/common';
import { TokenRenewal } from '../../tokens/token-renewal';
import { Sweep } from './sweep';

/** Renews grants that were not used for a while, and rarely tries lost ones again. */
@Injectable()
export class TokensSweep extends Sweep {
  override readonly name = 'tokens';

  constructor(private readonly renewal: TokenRenewal) {
    super();
  }

  override async repair(signal: AbortSignal): Promise<number> {
    const { renewed, failed } = await this.renewal.upkeep(signal);
    return renewed + failed;
  }
}
