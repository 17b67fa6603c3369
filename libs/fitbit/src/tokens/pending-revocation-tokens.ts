import { Injectable } from '@nestjs/common';
import type { Grant } from '../model/grant';
import type { PendingRevocation } from '../model/pending-revocation';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { PendingRevocationRepository } from '../storage/pending-revocation.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { TokenVault } from './token-vault';

/** Provides the grants of pending revocations. The caller holds the revocation's lease, so no other process refreshes. */
@Injectable()
export class PendingRevocationTokens {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly revocations: PendingRevocationRepository,
    private readonly vault: TokenVault,
    private readonly upstream: FitbitUpstream,
  ) {}

  /**
   * Returns the grant with an access token that has not expired: an expired one could not unsubscribe.
   *
   * @throws ReauthorizationRequiredError when the grant has already ended.
   */
  async acquireGrant({ id, connectionId, sealedTokens }: PendingRevocation): Promise<Grant> {
    const grant = this.vault.openGrant(sealedTokens, connectionId);
    if (grant.expiresAt > this.options.clock.now()) return grant;
    const renewed = await this.upstream.oauth.refresh(grant);
    await this.vault.storeSealed(renewed, connectionId, (resealed) => this.revocations.reseal(id, resealed));
    return renewed;
  }
}
