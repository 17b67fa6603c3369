import { Injectable } from '@nestjs/common';
import { ReauthorizationRequiredError } from '../errors/fitbit.errors';
import type { Grant } from '../model/grant';
import type { PendingRevocation } from '../model/pending-revocation';
import type { ResolvedFitbitOptions } from '../options/resolved-fitbit-options';
import { InjectFitbitOptions } from '../options/tokens';
import { PendingRevocationRepository } from '../storage/pending-revocation.repository';
import { FitbitUpstream } from '../upstream/fitbit-upstream';
import { TokenVault } from './token-vault';
import { UnstoredGrants } from './unstored-grants';

/** Provides the grants of pending revocations. The caller holds the revocation's lease, so no other process refreshes. */
@Injectable()
export class PendingRevocationTokens {
  constructor(
    @InjectFitbitOptions() private readonly options: ResolvedFitbitOptions,
    private readonly revocations: PendingRevocationRepository,
    private readonly vault: TokenVault,
    private readonly upstream: FitbitUpstream,
    private readonly unstored: UnstoredGrants,
  ) {}

  /**
   * Returns the grant with an access token that has not expired: an expired one could not unsubscribe. A grant whose
   * refresh is refused is returned as it is stored: one refusal may be wrong, so the revocation is still sent.
   */
  async acquireGrant({ id, connectionId, sealedTokens }: PendingRevocation): Promise<Grant> {
    const grant = this.vault.openGrant(sealedTokens, connectionId);
    if (grant.expiresAt > this.options.clock.now()) return grant;
    let renewed: Grant;
    try {
      renewed = await this.upstream.oauth.refresh(grant);
    } catch (error) {
      if (error instanceof ReauthorizationRequiredError) return grant;
      throw error;
    }
    const resealed = this.vault.sealGrant(renewed, connectionId);
    await this.unstored.keep(connectionId, () => this.revocations.reseal(id, resealed));
    return renewed;
  }
}
